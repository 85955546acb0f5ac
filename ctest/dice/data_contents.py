"""All that the data of a running DICE are: rows, schemas, keys and files, as they can be filled, broken and compared."""

import subprocess

import stack as dice

k_fill = """
create table things (id int primary key, word text, at timestamptz, amount numeric, raw bytea, tags text[], doc jsonb);
insert into things select i, md5(i::text), to_timestamp(i), i / 7.0, decode(md5(i::text), 'hex'), array[i::text, null],
  jsonb_build_object('i', i, 'umlaut', 'ä') from generate_series(1, 20000) i;
create table "Odd ""Name" (x int); insert into "Odd ""Name" values (null), (1);
create schema other; create table other.things as select 1 as one; create table other.empty (x int);
create sequence counter start 5; select nextval('counter');
"""
k_odd = "o'dd/nä=me"  # a database that no declaration knows, as Temporal's are
k_fill_odd = "create table things as select i, md5(i::text) word from generate_series(1, 1000) i"
k_fill_files = """
cd /files; mkdir -p a/b empty; head -c 100000 /dev/urandom > a/b/random; echo hidden > .hidden; ln -s a/b/random link
echo secret > 'odd  name'; chmod 600 'odd  name'; chown 999:999 a/b/random
"""
k_break_files = "cd /files; rm -rf a .hidden; echo other > 'odd  name'; echo x > intruder"
k_list_files = r"""
cd /files; find . ! -name . -printf '%p %U:%G %m %l\n' | sort; find . -type f -exec sha256sum '{}' + | sort
"""
k_break = """
update things set word = 'broken' where id % 3 = 0; delete from things where id % 5 = 0;
drop table "Odd ""Name"; drop schema other cascade; drop table users cascade; create table intruder (x int);
"""


def run(stack, *words, expect=0, says=""):
    """The command, and what it says on stderr, which must hold `says`."""
    print("--", *words, flush=True)
    done = subprocess.run([*stack.cli, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    dice.expect(done.returncode == expect, *words, "ended with", done.returncode, done.stderr)
    dice.expect(says in done.stderr, *words, "does not say", says, "but", done.stderr)
    return done.stdout.strip()


def called(database):
    """As libpq's tools have to be told names of any kind."""
    return "dbname='" + database.replace("'", "\\'") + "'"


def sql(stack, text, database="dice_db"):
    return run(stack, "exec", "postgres", "--", "psql", "-U", "dice_user", "-d", called(database), "-v",
               "ON_ERROR_STOP=1", "-At", "-c", text)


def files(stack, script):
    return run(stack, "exec", "files", "--", "sh", "-ec", script)


def redis(stack, *words):
    return run(stack, "exec", "redis", "--", "redis-cli", *words)


def databases(stack):
    """Besides DICE's own; what a restore that was killed was making is none."""
    return sql(stack, "select datname from pg_database where not datistemplate and datname not in ('postgres', 'dice_db') "
                      "and datname not like '%\\_caisson\\_%' order by 1", "postgres").splitlines()


def tables(stack, database):
    return sql(stack, "select format('%I.%I', schemaname, tablename) from pg_tables "
                      "where schemaname not in ('pg_catalog', 'information_schema') order by 1", database).splitlines()


def dump(stack, database, *options):
    """Its lines; those that have a word of their own in each dump are left out."""
    text = run(stack, "exec", "postgres", "--", "pg_dump", "-U", "dice_user", *options, "-d", called(database))
    return [line for line in text.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]


def contents(stack):
    """Every row of every table of every database, the schemas with all their constraints, where sequences stand, every
    file and every key."""
    rows = {table: sql(stack, f"select t::text from {table} t order by 1") for table in tables(stack, "dice_db")}
    rows["files"] = files(stack, k_list_files)
    rows["sequences"] = sql(stack, "select * from pg_sequences order by 1, 2")
    rows["schema"] = dump(stack, "dice_db", "--schema-only")
    for name in databases(stack):
        rows["database " + name] = sorted(dump(stack, name, "--inserts"))
    keys = {key: redis(stack, "--no-raw", "DUMP", key) for key in sorted(redis(stack, "KEYS", "*").split())}
    return rows, keys


def differences(before, after):
    named = [{**each[0], **{"key " + key: value for key, value in each[1].items()}} for each in (before, after)]
    return [name for name in sorted(named[0].keys() | named[1].keys()) if named[0].get(name) != named[1].get(name)]
