#!/bin/sh
# Makes the bucket $1 unless it is there.
set -eu
bucket=${1:?usage: make-bucket <name>}
if aws s3api head-bucket --bucket "$bucket" >/dev/null 2>&1; then
    echo "bucket $bucket is there"
else
    aws s3api create-bucket --bucket "$bucket" >/dev/null
    echo "bucket $bucket made"
fi
