"""The production files, checked as far as that goes without a Docker engine."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from celery.bin.celery import celery as celery_program
from django.core.management import get_commands, load_command_class
from gunicorn.config import Config

from casemgmt.dev.system import FONT_PACKAGES, LIBRARY_PACKAGES

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
INTERPOLATION = re.compile(r"\$\{(\w+)(:[-?][^}]*)?\}")


def with_samples(text: str) -> str:
    """The text as compose would fill it in: the default, otherwise a number that fits anywhere."""
    return INTERPOLATION.sub(
        lambda found: found[2][2:] if (found[2] or "").startswith(":-") else "1", text
    )


def test_the_compose_file_follows_the_specification():
    answer = subprocess.run(
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            str(ROOT / "docker-compose.yml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_five_services_and_the_migration_are_there():
    assert set(SERVICES) == {"web", "worker", "beat", "postgres", "redis", "migrate"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_that_stays_up_has_a_health_check(name):
    service = SERVICES[name]
    runs_once = service.get("restart") == "no"
    assert runs_once or service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


def test_nothing_starts_before_the_servers_are_healthy_and_the_tables_are_there():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"] == {
            "postgres": {"condition": "service_healthy"},
            "redis": {"condition": "service_healthy"},
            "migrate": {"condition": "service_completed_successfully"},
        }
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


#: Earlier keys: there are none until the first one is replaced, so empty is no mistake.
NONE_AT_FIRST = {"SECRET_KEY_FALLBACKS"}


def test_no_secret_has_a_value_or_a_default():
    secret = re.compile(r"PASS|SECRET|KEY|TOKEN|AUTH")
    for name, service in SERVICES.items():
        for variable, value in service["environment"].items():
            if variable in NONE_AT_FIRST:
                assert value == f"${{{variable}:-}}", (name, variable)
            elif secret.search(variable):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), (name, variable)
            in_address = re.search(r"//[^/@:]*:(.*)@", value)
            if in_address:
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", in_address[1]), (name, variable)
    for variable, rest in INTERPOLATION.findall((ROOT / "docker-compose.yml").read_text()):
        if variable in NONE_AT_FIRST:
            assert rest == ":-", variable
        elif secret.search(variable):
            assert rest.startswith(":?"), variable


def test_the_image_keeps_no_key_and_runs_as_an_ordinary_user():
    assert not re.search(r"^(ENV|ARG)[^#]*(SECRET_KEY|PASSWORD)", DOCKERFILE, re.MULTILINE)
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\w+)$", last_stage, re.MULTILINE) == ["casemgmt"]
    assert all(
        re.search(r":\d+\.\d+\.\d+-", line) for line in re.findall(r"^FROM .*", DOCKERFILE, re.M)
    )


def test_the_image_has_the_libraries_and_fonts_that_make_run_installs():
    installed = re.search(r"--no-install-recommends \\\n(.*?)\n +&& rm", DOCKERFILE, re.DOTALL)[1]
    assert set(installed.replace("\\", "").split()) == {*LIBRARY_PACKAGES, *FONT_PACKAGES}


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_write_nowhere_but_where_they_must(name):
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    for volume in service.get("volumes", []):
        source, _, target = volume.partition(":")
        assert source in COMPOSE["volumes"]
        assert f"{target} " in DOCKERFILE or f"{target}\n" in DOCKERFILE, "owned by our user"


def test_only_the_web_server_is_reached_from_outside_and_only_through_a_proxy():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert list(published) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in published["web"])
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "redis", "migrate", "beat"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_every_variable_given_to_the_product_is_one_that_it_reads():
    settings = (ROOT / "casemgmt" / "settings.py").read_text()
    for variable in OURS["web"]["environment"]:
        assert f'"{variable}"' in settings, variable


def our_commands() -> list[tuple[str, list[str]]]:
    """Every command of ours in the two files: (where it stands, its words)."""
    found = [
        (f"{name} command", [with_samples(word) for word in service["command"]])
        for name, service in OURS.items()
    ]
    for name, service in OURS.items():
        kind, *words = service.get("healthcheck", {}).get("test", ["CMD"])
        if kind == "CMD-SHELL":
            found.append((f"{name} health", shlex.split(words[0].partition("|")[0])))
        elif words:
            found.append((f"{name} health", words))
    cmd = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[1]
    found.append(("image command", yaml.safe_load(cmd)))
    build = re.search(r"^ +(python manage\.py .*)$", DOCKERFILE, re.MULTILINE)[1]
    found.append(("image build", build.split()))
    return found


@pytest.mark.parametrize(
    ("where", "words"), our_commands(), ids=[where for where, _ in our_commands()]
)
def test_every_command_exists_and_takes_its_options(where, words):
    program, *arguments = words
    if program == "gunicorn":
        Config().parser().parse_args(arguments)
    elif program == "celery":
        refuse_unknown_celery_options(arguments)
    elif arguments[:1] == ["manage.py"]:
        _, command, *options = arguments
        parser = load_command_class(get_commands()[command], command).create_parser("", command)
        parser.parse_args(options)
    elif arguments[:1] == ["-m"]:
        assert (ROOT / (arguments[1].replace(".", "/") + ".py")).is_file()
    else:
        assert program == "find"
        assert shutil.which(program)


def refuse_unknown_celery_options(arguments: list[str]) -> None:
    """Have celery's own parser read a command line, as far as the sub-commands go."""
    context = celery_program.make_context("celery", list(arguments))
    rest = [*context._protected_args, *context.args]
    command = celery_program.commands[rest[0]]
    # What comes after the name is parsed without being run; an unknown option is an error.
    parsed = command.make_parser(context).parse_args(args=rest[1:])
    assert parsed
