"""Every way people run tests, and every way tests end: services are created exactly as often as they
should be, none goes from under a test, none stays.

usage: scenarios.py <installed prefix> <scenario> [<shim>]
Exit code 77: skipped, because there is no engine (a failure with CAISSON_REQUIRE_ENGINE=1).
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from world import SKIPPED, World, engine_answers


def expect_created(world, **services):
    world.events.drain()
    for service, number in services.items():
        seen = world.events.count("create", service)
        assert seen == number, f"`{service}` was created {seen} times, not {number}"


def expect_gone(world, within):
    taken = world.wait_until(lambda: not world.containers(), within)
    print(f"containers gone after {taken:.2f} s")
    taken = world.wait_until(lambda: not world.networks(), 20)
    print(f"networks gone {taken:.2f} s later")


def parallel(prefix):
    with World(prefix) as world:
        world.ctest("-j8", "-LE", "odd")
        expect_created(world, cache=1, queue=1)
        expect_gone(world, 5)


def repeated(prefix):
    with World(prefix) as world:
        world.ctest("-R", "asks-[12]$", "--repeat", "until-fail:3")
        expect_created(world, cache=1)
        expect_gone(world, 5)


def password(prefix):
    with World(prefix) as world:
        world.ctest("-R", "^knows-password-")
        expect_created(world, guarded=1)
        expect_gone(world, 5)


def stop_on_failure(prefix):
    with World(prefix) as world:
        out = world.ctest("-R", "^(fails|asks-1)$", "--stop-on-failure", expect=1)
        assert "caisson.release" not in out.replace(world.stack, "")
        expect_gone(world, 5)
        expect_created(world, cache=1)


def interrupted(prefix):
    with World(prefix, grace="1m") as world:
        run = world.start_ctest("-R", "^waits$")
        world.waiting_test()
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=60)
        expect_gone(world, 5)


def ctest_killed(prefix):
    with World(prefix, grace="1m") as world:
        run = world.start_ctest("-R", "^waits$")
        test = world.waiting_test()
        run.kill()
        run.communicate(timeout=60)
        expect_gone(world, 5)
        world.wait_until(lambda: not pathlib.Path(f"/proc/{test}").exists(), 5)


def test_killed(prefix):
    with World(prefix, grace="1m") as world:
        run = world.start_ctest("-j2", "-R", "^(waits|asks-1)$")
        os.kill(world.waiting_test(), signal.SIGKILL)
        out, _ = run.communicate(timeout=120)
        assert "asks-1" in out and run.returncode != 0, out
        expect_created(world, cache=1)
        assert world.containers(), "the others' service went with the test"


def supervisor_killed(prefix):
    with World(prefix, grace="1m") as world:
        run = world.start_ctest("-R", "^waits$")
        world.waiting_test()
        (supervisor,) = world.supervisors()
        os.kill(supervisor, signal.SIGKILL)
        expect_gone(world, 5)
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=60)
        world.ctest("-R", "asks-1")
        expect_created(world, cache=2)


def one_by_one(prefix):
    with World(prefix, grace="1m") as world:
        for number in range(1, 5):
            world.ctest("-R", f"^asks-{number}$")
        expect_created(world, cache=1)


def without_fixtures(prefix):
    with World(prefix) as world:
        world.ctest("-FA", ".*", "-R", "asks-[1-4]$", "-j4")
        expect_created(world, cache=1)
        expect_gone(world, 5)


def two_at_once(prefix):
    with World(prefix) as world:
        first = world.start_ctest("-j2", "-LE", "odd")
        second = world.start_ctest("-j2", "-LE", "odd")
        for run in (first, second):
            out, _ = run.communicate(timeout=200)
            assert run.returncode == 0, out
        expect_created(world, cache=1, queue=1)
        expect_gone(world, 5)


def two_trees(prefix):
    with World(prefix, trees=2) as world:
        runs = [world.start_ctest("-j2", "-LE", "odd", tree=tree) for tree in (0, 1)]
        for run in runs:
            out, _ = run.communicate(timeout=200)
            assert run.returncode == 0, out
        expect_created(world, cache=2, queue=2)
        expect_gone(world, 5)


def one_failure_for_all(prefix):
    with World(prefix) as world:
        out = world.ctest("-j2", "-R", "needs-broken", "--output-on-failure", expect=1)
        assert out.count("out of order") >= 2, out
        assert out.count("exited with 7") >= 2, out
        expect_created(world, broken=1)
        expect_gone(world, 5)


def template_fails(prefix):
    with World(prefix) as world:
        out = world.ctest("-R", "wants-template", "--output-on-failure", expect=1)
        assert 'syntax error at or near "tabel"' in out, out
        assert "exited with 1" in out and "CMakeLists.txt:" in out, out
        expect_gone(world, 5)


def faults(prefix):
    """What a test does to a service is undone when it ends, and when it is killed."""
    with World(prefix, grace="1m") as world:
        with world.lease("cache") as other:
            with world.lease("cache") as test:
                test.ask(request="pause", service="cache")
                assert not test.answers("cache", seconds=0.3)
                test.ask(request="end", test="t", failed=False)
                assert test.answers("cache")
                test.ask(request="kill", service="cache")
                test.ask(request="end", test="t", failed=False)
                assert test.answers("cache")
                test.ask(request="restart", service="cache")
                assert test.answers("cache")
                test.ask(request="pause", service="cache")
            world.events.wait_for("unpause", "cache", 2)
            assert other.answers("cache")
        expect_created(world, cache=3)


def bystanders(prefix):
    """What only looks like ours stays, and what the dead left goes with the next run."""
    with World(prefix) as world:
        assert world.run("run", "--services", "cache", "--", "true").returncode == 0
        world.end_supervisors()
        world.wait_until(lambda: not world.watchdogs(), 5)
        (image,) = set(world.images("redis"))
        with world.strangers(image) as strangers:
            with world.lease("cache"):
                os.kill(*world.watchdogs(), signal.SIGKILL)
                (supervisor,) = world.supervisors()
                os.kill(supervisor, signal.SIGKILL)
            world.wait_until(lambda: not world.containers(), 5)
            assert world.networks(), "nobody was left to remove the network"
            assert world.run("run", "--services", "cache", "--", "true").returncode == 0
            expect_gone(world, 5)
            assert strangers.all_there(), "somebody else's was removed"


def vanished_tree(prefix):
    with World(prefix, trees=2, grace="1m") as world:
        with world.lease("cache", tree=0), world.lease("cache", tree=1) as other:
            shutil.rmtree(world.trees[0])
            world.events.wait_for("destroy", "cache", 1)
            assert other.answers("cache"), "the other tree's service went along"


def own_stack(prefix):
    with World(prefix) as world:
        with world.lease("cache") as shared, world.lease("cache", isolate=["STACK"]) as own:
            assert shared.granted["environment"] != own.granted["environment"]
            expect_created(world, cache=2)
            own.ask(request="kill", service="cache")
            assert shared.answers("cache") and not own.answers("cache")
        expect_gone(world, 5)


def kept_after_failure(prefix):
    with World(prefix) as world:
        world.environment["CAISSON_KEEP_ON_FAILURE"] = "3s"
        failed = world.run("run", "--name", "red", "--services", "cache", "--", "false")
        assert failed.returncode == 1 and "kept: caisson status --instance" in failed.stderr, failed
        folder = pathlib.Path(world.trees[0], "caisson", "failures", "red")
        assert {"cache.log", "cache.json", "history.txt", "rerun.txt"} <= set(os.listdir(folder))
        (instance,) = {line.rsplit(" ", 1)[1] for line in failed.stderr.splitlines() if "kept: " in line}
        status = world.run("status", "--instance", instance, "--format", "json")
        assert '"healthy"' in status.stdout, status
        expect_gone(world, 10)


def no_engine(prefix):
    with World(prefix) as world:
        world.environment["DOCKER_HOST"] = f"unix://{world.folder.name}/none.sock"
        out = world.ctest("-R", "asks-1", "-V")
        assert "Skipped" in out and "skipped: " in out, out
        world.environment["CAISSON_REQUIRE_ENGINE"] = "1"
        out = world.ctest("-R", "asks-1", "-V", expect=1)
        assert "Failed" in out, out


def killed_at_every_call(prefix, shim):
    """Over when nothing was killed any more: then every call has been tried."""
    with World(prefix) as world:
        died = pathlib.Path(world.folder.name, "died")
        for call in range(1, 200):
            environment = dict(world.environment, LD_PRELOAD=shim, CAISSON_TEST_DIE_AT=str(call),
                               CAISSON_TEST_DIED=str(died))
            ended = world.run("run", "--services", "cache", "--", "true", env=environment, timeout=120)
            taken = world.wait_until(lambda: not world.containers() and not world.networks(), 20)
            world.end_supervisors()
            print(f"call {call}: exit {ended.returncode}, clean after {taken:.2f} s")
            if not died.exists():
                assert ended.returncode == 0, ended.stderr
                assert call > 5, "nothing was killed"
                return
            died.unlink()
        raise AssertionError("there is no end of calls")


def control(_prefix):
    """What the others prove is no matter of course: the same with plain fixtures leaks."""
    name = f"caisson-control-{os.getpid()}"
    images = subprocess.run(["docker", "images", "-q", "--filter", "label=dev.caisson.image=redis"],
                            check=True, capture_output=True, text=True).stdout.split()
    if not images:
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/CTestTestfile.cmake", "w", encoding="utf-8") as file:
            file.write(f"""
add_test(up docker run -d --name {name} {images[0]})
set_tests_properties(up PROPERTIES FIXTURES_SETUP cache)
add_test(down docker rm -f {name})
set_tests_properties(down PROPERTIES FIXTURES_CLEANUP cache)
add_test(fails cmake -E false)
set_tests_properties(fails PROPERTIES FIXTURES_REQUIRED cache)
""")
        try:
            subprocess.run(["ctest", "--stop-on-failure"], cwd=folder, capture_output=True, check=False)
            left = subprocess.run(["docker", "ps", "-q", "--filter", f"name={name}"], check=True,
                                  capture_output=True, text=True).stdout
            assert left, "plain fixtures have learnt to clean up: the scenarios prove nothing now"
        finally:
            subprocess.run(["docker", "rm", "-f", name], capture_output=True, check=False)


def main(prefix, scenario, *rest):
    rest = [word for word in rest if word]
    if not engine_answers():
        print("no engine answers")
        sys.exit(1 if os.environ.get("CAISSON_REQUIRE_ENGINE") == "1" else SKIPPED)
    globals()[scenario](prefix, *rest)


if __name__ == "__main__":
    main(*sys.argv[1:])
