"""veraPDF, fetched by Maven and run on files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

Flavour = Literal["3a", "ua1"]

_GROUP, _NAME, _VERSION = "org.verapdf.apps", "greenfield-apps", "1.28.1"
_MAIN = "org.verapdf.apps.GreenfieldCliWrapper"
_FETCH_SECONDS, _RUN_SECONDS = 600, 900


@cache
def jar() -> Path:
    """veraPDF's jar in the local Maven repository, fetched when it is not there yet.

    Raises RuntimeError when there is no Maven, or it cannot fetch the jar.
    """
    home = Path(os.environ.get("MAVEN_REPOSITORY", Path.home() / ".m2" / "repository"))
    path = home.joinpath(*_GROUP.split("."), _NAME, _VERSION, f"{_NAME}-{_VERSION}.jar")
    if not path.exists():
        maven = shutil.which("mvn")
        if maven is None:
            raise RuntimeError("Maven is missing: it fetches veraPDF")
        wanted = [
            f"-Dartifact={_GROUP}:{_NAME}:{_VERSION}",
            "-Dtransitive=false",
            f"-Dmaven.repo.local={home}",
        ]
        command = [maven, "-q", "-B", "dependency:get", *wanted]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_FETCH_SECONDS)
        if done.returncode or not path.exists():
            raise RuntimeError(f"Maven could not fetch veraPDF: {done.stdout[-500:]}{done.stderr[-500:]}")
    return path


def validate(paths: Iterable[Path], flavour: Flavour) -> dict[Path, list[str]]:
    """What veraPDF finds wrong in each file; an empty list where it finds nothing.

    Raises RuntimeError when there is no Java, or veraPDF says nothing of a file.
    """
    java = shutil.which("java")
    if java is None:
        raise RuntimeError("a Java runtime is missing: veraPDF runs on it")
    files = [path.resolve() for path in paths]
    command = [java, "-Xmx1g", "-cp", str(jar()), _MAIN, "-f", flavour, "--format", "json", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_RUN_SECONDS)
    if not done.stdout.startswith("{"):
        raise RuntimeError(f"veraPDF gave no report: {done.stdout[:300]}{done.stderr[:300]}")
    found = {
        Path(job["itemDetails"]["name"]): _failures(job) for job in json.loads(done.stdout)["report"]["jobs"]
    }
    if missing := [path for path in files if path not in found]:
        raise RuntimeError(f"veraPDF said nothing of {missing}")
    return {path: found[path] for path in files}


def _failures(job: dict[str, object]) -> list[str]:
    results = job.get("validationResult")
    if not isinstance(results, list) or not results:
        return [f"not validated: {job.get('taskException', 'no result')}"]
    failures: list[str] = []
    for result in results:
        for rule in result["details"]["ruleSummaries"]:
            checks = rule.get("checks") or [{}]
            where = checks[0].get("context", "")
            name = f"{rule['clause']}-{rule['testNumber']} ×{rule['failedChecks']}"
            failures.append(f"{name}: {rule['description']} ({where})")
        if not result["compliant"] and not failures:
            failures.append(str(result["statement"]))
    return failures
