"""Backups are proven by putting them back and comparing every row, key and file; whatever is refused or fails leaves
what there was. The procedure by which a phase is rolled back is tested by doing it."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys

import stack as dice
from data_contents import (contents, databases, differences, files, k_break, k_break_files, k_fill, k_fill_files,
                           k_fill_odd, k_odd, redis, run, sql, tables)

k_kept = ("postgres", "redis")


def expect_same(before, stack, when):
    """And the back end, which lost its connections, has new ones."""
    ready = stack.url("backend", 3001) + "/ready"
    dice.until(f"{when} the back end is ready", 20, lambda: dice.get(ready)[0] == 200)
    different = differences(before, contents(stack))
    dice.expect(not different, when, "it is different:", different)


def damage(stack):
    sql(stack, k_break)
    sql(stack, "drop database temporal with (force)", "postgres")
    sql(stack, "update things set word = 'broken' where i % 3 = 0", k_odd)
    redis(stack, "FLUSHALL")
    redis(stack, "SET", "intruder", "1")
    files(stack, k_break_files)


def check_comparison(stack, before):
    """A row or a key that is other is found: what follows can fail."""
    sql(stack, "update things set amount = amount + 0.001 where id = 17")
    redis(stack, "SET", "plain", "other")
    sql(stack, "delete from things where i = 17", k_odd)
    files(stack, "chmod 640 /files/.hidden")
    found = differences(before, contents(stack))
    dice.expect(found == ["database " + k_odd, "files", "key plain", "public.things"], "rows, a key and a file are other, and it finds", found)


def check_restore(stack, before, backup):
    check_comparison(stack, before)
    damage(stack)
    client = subprocess.Popen([*stack.cli, "exec", "postgres", "--", "psql", "-U", "dice_user", "-d", "dice_db", "-c",
                               "begin; select 1; select pg_sleep(600)"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    dice.until("a client is connected", 20, lambda: sql(
        stack, "select count(*) from pg_stat_activity where query like '%pg_sleep(600)%' and pid <> pg_backend_pid()",
        "postgres") == "1")
    run(stack, "restore", backup, says="put back as it was at")
    expect_same(before, stack, "after a restore while a client is connected")
    dice.expect(client.wait(30) != 0, "the client was sent away")
    names = sql(stack, "select datname from pg_database where datname like '%caisson%'", "postgres")
    dice.expect(names == "", "databases are left:", names)


def check_dropped(stack, before, backup):
    sql(stack, "drop database dice_db with (force)", "postgres")
    run(stack, "restore", "--service", "postgres", backup)
    expect_same(before, stack, "after the whole database was dropped")


def check_newer(stack, before, backup):
    """A database that was made since stays, and is named."""
    sql(stack, "create database since", "postgres")
    run(stack, "restore", "--service", "postgres", backup, says="the backup has no database `since` of postgres: it stays")
    sql(stack, "drop database since", "postgres")
    expect_same(before, stack, "after a database was made since")


def safety_backups(stack):
    return set((stack.folder / "backups" / "safety").glob("*.tar"))


def check_refusals(stack, before, backup):
    """Whatever is wrong with a backup is seen before anything is touched."""
    whole = pathlib.Path(backup).read_bytes()
    bad = stack.folder / "bad.tar"
    safe = safety_backups(stack)

    def refused(content, says, code=1):
        bad.write_bytes(content)
        run(stack, "restore", str(bad), expect=code, says=says)

    refused(whole[:len(whole) // 2], "the backup is cut off")
    refused(b"no backup at all", "this is no backup")
    begin = whole.index(b"PGDMP")
    refused(whole[:begin + 900] + bytes([whole[begin + 900] ^ 1]) + whole[begin + 901:], "is not what was saved")
    refused(whole.replace(b'"schema": 1', b'"schema": 9'), "has schema 9, and this version reads schema 1", 2)
    refused(whole.replace(b'"stack": "dice"', b'"stack": "zoo_"'), "is of the stack `zoo_`, and this is `dice`", 2)
    run(stack, "restore", str(stack.folder / "away.tar"), expect=1, says="No such file or directory")
    run(stack, "restore", "--service", "traefik", backup, expect=2, says="the backup has no data of `traefik`")
    dice.expect(safety_backups(stack) == safe, "a refused restore took a safety backup")
    expect_same(before, stack, "after restores that were refused")


def check_two_at_once(stack, before, backup):
    """The second is refused, naming the first, which is stopped for that time as soon as it holds the data."""
    state = pathlib.Path(os.environ.get("XDG_STATE_HOME") or pathlib.Path.home() / ".local/state")
    lock = state / "caisson" / stack.instance / "data.lock"
    first = subprocess.Popen([*stack.cli, "restore", backup], stdin=subprocess.DEVNULL)
    dice.until("the first holds the data", 20, lambda: lock.read_text().startswith(f"{first.pid} "))
    first.send_signal(signal.SIGSTOP)
    run(stack, "restore", backup, expect=1, says=f"is held by process {first.pid} (caisson restore)")
    run(stack, "backup", expect=1, says=f"is held by process {first.pid} (caisson restore)")
    first.send_signal(signal.SIGCONT)
    dice.expect(first.wait(60) == 0, "the first of two ended with", first.returncode)
    expect_same(before, stack, "after two restores at once")


def check_killed(stack, before, backup):
    """A restore that is killed has changed nothing, and the next one tidies up and wakes who was paused."""
    first = subprocess.Popen([*stack.cli, "restore", backup], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    dice.until("the new database is made", 20, lambda: first.poll() is not None or sql(
        stack, "select count(*) from pg_database where datname like '%caisson_new'", "postgres") == "1")
    first.kill()
    first.wait()
    files(stack, "rm -rf /files/.caisson-new")  # what it made beside the old ones is all that may be left
    different = differences(before, contents(stack))
    dice.expect(not different, "after a restore was killed", different)
    left = stack.container("backend")
    shown = run(stack, "status")
    dice.expect("paused, by a restore that goes on or was killed; `up` wakes it" in shown, "status shows", shown)
    run(stack, "up", "backend", "files")
    dice.expect(stack.container("backend") == left, "who was paused is made anew")
    expect_same(before, stack, "after the start that follows a restore that was killed")
    run(stack, "restore", backup)
    expect_same(before, stack, "after a restore that follows one that was killed")
    left = dice.docker("ps", "--all", "--quiet", "--filter", f"label=dev.caisson.instance={stack.instance}",
                       "--filter", "label=dev.caisson.data")
    dice.expect(not left, "containers are left:", left)


@contextlib.contextmanager
def tiny_disk(folder, size):
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", folder])
    if mounted.returncode != 0:
        dice.skip("a small disk for the tests cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def check_disk_full(stack, before, backup):
    with tiny_disk(stack.folder / "tiny", "64k") as tiny:
        run(stack, "backup", "--to", str(tiny), expect=1, says="No space left on device")
        dice.expect(not list(tiny.iterdir()), "a backup that had no room left", list(tiny.iterdir()))
        # The safety backup has no room: nothing is put back.
        stack.run("exec", "redis", "--", "redis-cli", "SET", "since", "1")
        now = contents(stack)
        os.environ["CAISSON_BACKUPS"] = str(tiny)
        try:
            run(stack, "restore", backup, expect=1, says="No space left on device")
        finally:
            os.environ["CAISSON_BACKUPS"] = str(stack.folder / "backups")
        expect_same(now, stack, "after a restore without room for a safety backup")
    redis(stack, "DEL", "since")
    expect_same(before, stack, "in the end")


def check_points(stack, before):
    """The procedure that a phase is rolled back by."""
    name = run(stack, "rollback", "create", "--phase", "1")
    dice.expect(name.startswith("phase1-"), "a point of phase 1 is called", name)
    run(stack, "rollback", "create", "kept")
    run(stack, "rollback", "create", "kept", expect=1, says="there is a rollback point `kept` already")
    sql(stack, "insert into other.things values (2)")
    run(stack, "rollback", "create", "phase1-stable")
    sql(stack, "delete from other.things where one = 2")
    run(stack, "rollback", "create", "phase1-stable", "--replace", "--if-running")
    run(stack, "rollback", "to", "phase1-stable")
    expect_same(before, stack, "after a rollback to a point that was replaced")
    run(stack, "rollback", "delete", "phase1-stable")
    listed = json.loads(run(stack, "rollback", "list", "--format", "json"))["points"]
    dice.expect({each["name"] for each in listed} == {name, "kept"}, "the points are", listed)
    damage(stack)
    run(stack, "rollback", "to", name, says="everything is as at")
    expect_same(before, stack, "after the rollback of the phase")

    damage(stack)
    broken = contents(stack)
    run(stack, "rollback", "to", "kept", "--service", "postgres")
    now = contents(stack)
    wanted = ({**before[0], "files": broken[0]["files"]}, broken[1])
    dice.expect(now == wanted, "the database alone is rolled back, and other is", differences(wanted, now))

    path = pathlib.Path(stack.cli[2])
    declared = path.read_text()
    changed = json.loads(declared)
    changed["services"]["redis"]["env"] = {"NEW": "1"}
    path.write_text(json.dumps(changed))
    run(stack, "rollback", "to", "kept", expect=2,
        says="the point is of other declarations: the service `redis` was declared differently")
    dice.expect(contents(stack) == now, "a point of other declarations was gone to")
    run(stack, "rollback", "to", "kept", "--force", says="the service `redis` was declared differently")
    path.write_text(declared)
    expect_same(before, stack, "after a rollback that was forced")

    run(stack, "rollback", "to", "keptt", expect=2, says="did you mean `kept`?")
    run(stack, "rollback", "delete", name)
    run(stack, "rollback", "to", name, expect=2, says=f"there is no rollback point `{name}`")


def check_modes(stack):
    for path in [stack.folder / "backups", *(stack.folder / "backups").rglob("*")]:
        mode = path.stat().st_mode & 0o777
        dice.expect(mode == (0o700 if path.is_dir() else 0o600), path, "has the mode", oct(mode))


def check_clean(stack, before):
    run(stack, "clean-db", says="`caisson restart migrate seed temporal-schema` fills")
    rows, keys = contents(stack)
    left = {name for name in rows if not name.startswith("database ")} | {
        table for name in databases(stack) for table in tables(stack, name)}
    dice.expect(left == {"files", "schema", "sequences"} and not keys, "empty databases hold", left, list(keys))
    run(stack, "restart", "migrate", "seed")
    dice.expect(sql(stack, "select count(*) from users") == "2", "they are not filled again")
    run(stack, "rollback", "to", "kept")
    expect_same(before, stack, "after a rollback of empty databases")


def check_revert(stack, before):
    """The last migration is undone, and the backup that is taken before brings it back."""
    backup = run(stack, "backup", "postgres")
    run(stack, "exec", "backend", "--", "node", "dist/migrate.js", "revert")
    dice.expect(differences(before, contents(stack)), "the revert of a migration changes nothing")
    run(stack, "restore", backup)
    expect_same(before, stack, "after the backup from before a revert")


def check_migration(stack, before):
    """A one-shot that changes the database runs after a backup where it is another one than last time, and only there."""
    path = pathlib.Path(stack.cli[2])
    manifest = json.loads(path.read_text())
    manifest["services"]["seed"]["env"]["NEW"] = "1"
    path.write_text(json.dumps(manifest))
    for stopped in (False, True):
        if stopped:
            run(stack, "down")
            manifest["services"]["seed"]["env"]["NEW"] = "2"
            path.write_text(json.dumps(manifest))
        safe = safety_backups(stack)
        run(stack, "up", "backend", "files", says="postgres is about to be migrated; what it holds is in")
        made = safety_backups(stack) - safe
        dice.expect(len(made) == 1, "safety backups before a migration:", made)
        run(stack, "down" if stopped else "status")
        run(stack, "up", "backend", "files")
        dice.expect(safety_backups(stack) - safe == made, "there is one more, although nothing changed")
    run(stack, "restore", str(made.pop()))
    expect_same(before, stack, "after the backup that was taken before a migration")
    run(stack, "restart", "migrate", says="postgres is about to be migrated; what it holds is in")
    expect_same(before, stack, "after migrations were run again")


def check_reset(stack):
    """Asks first; then all is new, and what there was is beside it."""
    run(stack, "reset", expect=2, says="CONFIRM=yes")
    points = json.loads(run(stack, "rollback", "list", "--format", "json"))["points"]
    os.environ["CONFIRM"] = "yes"
    run(stack, "reset", says="is now")
    rows, keys = contents(stack)
    dice.expect(set(rows) == {"files", "schema", "sequences"} and not keys, "after a reset there are", list(rows), list(keys))
    aside = sorted(path.name.split(".")[0] for path in stack.folder.glob("*.before-reset-*"))
    dice.expect(aside == ["files", "postgres", "redis"], "set aside are", aside)
    run(stack, "down")
    run(stack, "rollback", "create", "phase1-stable", "--if-running", says="nothing runs that has data")
    run(stack, "rollback", "create", "phase1-stable", expect=1, says="nothing runs that has data to save")
    dice.expect(json.loads(run(stack, "rollback", "list", "--format", "json"))["points"] == points, "a point was made")


def check_server_disk_full(stack):
    """The server runs out of room for what is to be put back: what there was is as it was."""
    folder = stack.folder / "postgres"
    with tiny_disk(folder, "220m"):
        stack.up("postgres")
        sql(stack, "create table things as select i, md5(i::text) word from generate_series(1, 200000) i")
        backup = run(stack, "backup", "postgres")
        sql(stack, "update things set word = 'since' where i = 1")
        before = sql(stack, "select t::text from things t order by 1")
        # Segments of the log that are there already: what has no room is a table, and not the log, without which it ends.
        for _ in range(4):
            sql(stack, "select pg_switch_wal()")
            sql(stack, "checkpoint")
        free = os.statvfs(folder)
        ballast = folder / "ballast"
        with open(ballast, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_bsize - (12 << 20))
        run(stack, "restore", backup, expect=1, says="No space left on device")
        ballast.unlink()
        run(stack, "up", "postgres")
        dice.expect(sql(stack, "select t::text from things t order by 1") == before, "after a full disk rows are other")
        run(stack, "restore", backup)
        dice.expect(sql(stack, "select word from things where i = 1") != "since", "there is room, and nothing is put back")
        run(stack, "down")


def prepare(manifest):
    """A reset starts the default mode: here the databases alone, and a service that has files."""
    folder = pathlib.Path(manifest["services"]["redis"]["volumes"][0]["source"]).parent / "files"
    manifest["services"]["files"] = {
        "declared_at": "data.py:1", "image": "redis", "capabilities": ["CHOWN", "FOWNER", "DAC_OVERRIDE"],
        "entrypoint": ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"],
        "volumes": [{"source": str(folder), "target": "/files"}]}
    manifest["modes"]["data"]["services"].append("files")
    for name, mode in manifest["modes"].items():
        mode["default"] = name == "data"


def check(stack):
    os.environ["CAISSON_BACKUPS"] = str(stack.folder / "backups")
    stack.up("backend", "files", "temporal-schema")
    sql(stack, k_fill)
    sql(stack, f'create database "{k_odd}"', "postgres")
    sql(stack, k_fill_odd, k_odd)
    redis(stack, "SET", "plain", "word")
    redis(stack, "HSET", "hash", "a", "1", "b", "2")
    redis(stack, "SADD", "set", "x")
    files(stack, k_fill_files)
    before = contents(stack)
    backup = run(stack, "backup")
    expect_same(before, stack, "after a backup")
    check_restore(stack, before, backup)
    check_dropped(stack, before, backup)
    check_newer(stack, before, backup)
    check_refusals(stack, before, backup)
    check_two_at_once(stack, before, backup)
    check_killed(stack, before, backup)
    check_points(stack, before)
    check_clean(stack, before)
    check_revert(stack, before)
    check_migration(stack, before)
    check_modes(stack)
    check_disk_full(stack, before, backup)
    check_reset(stack)
    check_server_disk_full(stack)


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "data")
