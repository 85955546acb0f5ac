#!/usr/bin/perl
# Stands in for dockerd: its socket, its pid file, an answer to /_ping, an end on SIGTERM.
use strict;
use IO::Socket::UNIX;
my $run = "$ENV{CAISSON_BOOTSTRAP_ROOT}/var/run";
die "refusing, as told\n" if -e "$run/refuse";
open(my $pid, '>', "$run/docker.pid") or die;
print $pid "$$\n";
close $pid;
my $server = IO::Socket::UNIX->new(Local => "$run/docker.sock", Listen => 8) or die "no socket: $!\n";
$SIG{TERM} = sub { unlink "$run/docker.sock", "$run/docker.pid"; exit 0 };
while (1) {
    my $client = $server->accept or next;
    while (<$client>) { last if /^\r?$/ }
    print $client "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nOK";
    close $client;
}
