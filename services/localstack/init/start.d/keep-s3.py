"""Makes S3 outlive LocalStack, whose free edition forgets it: objects are files, the rest is a
file written after each change, both below /var/lib/localstack/s3.

LocalStack runs this in its own process, before it answers. Uploads in parts that were not completed are forgotten.
"""

import hashlib
import os
import shutil
import signal
import sys
import tempfile
import threading
import time

from localstack.aws.handlers import modify_service_response
from localstack.constants import VERSION
from localstack.services.s3 import provider
from localstack.services.s3.models import s3_stores
from localstack.services.s3.storage import ephemeral
from localstack.state import pickle

FOLDER = "/var/lib/localstack/s3"
STATE = os.path.join(FOLDER, "state")
READING = ("Get", "Head", "List", "Select")


def replace(temporary, path):
    """What a crash leaves at `path` is the old file or the new one."""
    temporary.flush()
    os.fsync(temporary.fileno())
    temporary.close()
    os.replace(temporary.name, path)


class KeptFile:
    """An object's file while it is open. Written is a file beside it, which takes its place in the end."""

    def __init__(self, locks, path, mode):
        self.position_lock = threading.RLock()
        self.path = path
        self.writing = mode == "w"
        self.internal_last_modified = 0
        if self.writing:
            self.file = tempfile.NamedTemporaryFile("w+b", dir=os.path.dirname(path), delete=False)
        else:
            self.file = open(path, "rb")
            self.internal_last_modified = os.fstat(self.file.fileno()).st_mtime_ns
        self.seek, self.read, self.tell = self.file.seek, self.file.read, self.file.tell
        self.write, self.truncate = self.file.write, self.file.truncate

    def close(self):
        if not self.writing:
            self.file.close()
            return
        modified = self.internal_last_modified or time.time_ns()
        self.file.flush()
        os.utime(self.file.fileno(), ns=(modified, modified))
        replace(self.file, self.path)


class KeptObject(ephemeral.EphemeralS3StoredObject):
    def __init__(self, s3_object, locks, path, mode):
        super().__init__(s3_object, locks, mode)
        try:
            self.file = KeptFile(locks, path, mode)
        except BaseException:
            self._lock.release()
            raise

    def close(self):
        if self.closed:
            return
        try:
            self.file.close()
        finally:
            super().close()


class KeptObjectStore(ephemeral.EphemeralS3ObjectStore):
    def __init__(self, _root_directory=None):
        super().__init__(os.path.join(FOLDER, "buckets"))
        self._files = threading.Lock()

    def _path(self, bucket, s3_object):
        name = f"{s3_object.key}?{s3_object.version_id or 'null'}"
        return os.path.join(self.root_directory, bucket, "keys", hashlib.sha256(name.encode()).hexdigest())

    def open(self, bucket, s3_object, mode="r"):
        path = self._path(bucket, s3_object)
        with self._files:
            locks = self._filesystem[bucket]["keys"].setdefault(path, ephemeral.LockedFileMixin())
        return KeptObject(s3_object, locks, path, mode)

    def remove(self, bucket, s3_object):
        for each in s3_object if isinstance(s3_object, list) else [s3_object]:
            path = self._path(bucket, each)
            with self._files:
                self._filesystem[bucket]["keys"].pop(path, None)
            if os.path.exists(path):
                os.remove(path)

    def create_bucket(self, bucket):
        os.makedirs(os.path.join(self.root_directory, bucket, "keys"), exist_ok=True)

    def delete_bucket(self, bucket):
        with self._files:
            self._filesystem.pop(bucket, None)
        shutil.rmtree(os.path.join(self.root_directory, bucket), ignore_errors=True)

    def close(self):
        """Nothing: upstream's forgets all objects here."""

    def reset(self):
        for bucket in os.listdir(self.root_directory):
            self.delete_bucket(bucket)


saving = threading.Lock()


def save():
    with saving:
        state = {
            "version": VERSION,
            "universal": s3_stores._universal,
            "accounts": {account: bundle._global for account, bundle in list(s3_stores.items())},
        }
        # Another request may change what is being written: then the dictionary says so, and it is written again.
        for attempt in range(10):
            try:
                content = pickle.dumps(state)
                break
            except RuntimeError:
                if attempt == 9:
                    raise
        file = tempfile.NamedTemporaryFile("wb", dir=FOLDER, delete=False)
        file.write(content)
        replace(file, STATE)


def save_after_change(_chain, context, response):
    if context.operation is None or context.operation.name.startswith(READING) or response.status_code >= 400:
        return
    try:
        save()
    except Exception as error:
        print(f"S3 could not be written to {FOLDER}: {error}", file=sys.stderr, flush=True)
        response.status_code = 500
        response.data = b""


def restore():
    os.makedirs(os.path.join(FOLDER, "buckets"), exist_ok=True)
    if not os.path.exists(STATE):
        return
    with open(STATE, "rb") as file:
        state = pickle.load(file)
    if state["version"] != VERSION:
        raise RuntimeError(f"{STATE} is of LocalStack {state['version']}, this is {VERSION}: move the folder away")
    s3_stores._universal.update(state["universal"])
    for account, shared in state["accounts"].items():
        s3_stores[account]._global.update(shared)
        for name, bucket in shared.get("buckets", {}).items():
            folder = os.path.join(FOLDER, "buckets", name)
            for upload in set(os.listdir(folder)) - {"keys"}:
                shutil.rmtree(os.path.join(folder, upload))
            bucket.multiparts.clear()


def end(_signal, _frame):
    """At once: what was answered is written, and upstream's way down takes seconds of a processor."""
    os._exit(0)


try:
    restore()
except Exception as error:
    # LocalStack would go on, with an empty S3 that then takes the place of the kept one.
    print(f"S3 could not be read from {FOLDER}: {error!r}", file=sys.stderr, flush=True)
    os._exit(1)
provider.EphemeralS3ObjectStore = KeptObjectStore
modify_service_response.append("s3", save_after_change)
# Upstream's handlers are there already: init scripts run in its main thread, as handlers want it.
for each in (signal.SIGTERM, signal.SIGINT):
    signal.signal(each, end)
