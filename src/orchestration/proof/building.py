"""Building the image twice and reading it through: the first third of a proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..edges.containers import put, read_text
from ..edges.runner import Completed
from ..model.text import Text
from ..model.verdict import Finding
from .build_log import cache_use, failure, is_unreachable_frontend, unreachable_image
from .container import ImageFacts, read_image
from .dummies import canary, read_env_file
from .layers import scan
from .recipe import Recipe, ignored_paths, is_secret_name, read_recipe, without_syntax
from .render import seconds, size
from .session import Session, because

AFTER_BUILD = (
    "prove/rebuild-cached",
    "prove/no-secret-in-layers",
    "prove/hardened-run",
    "prove/http",
    "prove/healthy",
    "prove/non-root",
    "prove/root-fs-untouched",
    "prove/reaps-children",
    "prove/stops-in-time",
)


def _arguments(session: Session, recipe: Recipe, secret_files: Mapping[str, Path]) -> list[str]:
    plan = session.plan
    args = ["--label", session.label, "--tag", session.image, *(["--target", plan.target] if plan.target else [])]
    for name, path in sorted(secret_files.items()):
        args += ["--secret", f"id={name},src={path}"]
    for name, other in sorted(plan.images.items()):
        args += ["--build-context", f"{name}=docker-image://{other}"]
    build_args = {name: canary(name, session.nonce) for name in recipe.secret_args} | dict(plan.build_args)
    for name, value in sorted(build_args.items()):
        args += ["--build-arg", f"{name}={value}"]
    if session.engine.program == "podman":
        # Only the docker format keeps a HEALTHCHECK.
        return ["build", "--format", "docker", *args]
    return ["build", "--progress=plain", *args]


def _build(session: Session, dockerfile: Path, args: list[str], no_cache: bool) -> Completed:
    plan = session.plan
    return session.engine.run(
        *args,
        *(["--no-cache"] if no_cache else []),
        "--file",
        str(dockerfile),
        str(plan.context or plan.app_dir),
        timeout_seconds=plan.build_deadline_seconds,
    )


def own_copy(session: Session, dockerfile: Path, name: str) -> Path:
    """The Dockerfile without its ``# syntax=`` line, with the ignore file that is its own, in the scratch directory."""
    ignored = read_text(dockerfile.with_name(ignored_paths(dockerfile.name)))
    if ignored is not None:
        put(session.scratch, ignored_paths(name), ignored)
    return put(session.scratch, name, without_syntax(read_text(dockerfile) or ""))


def build_image(session: Session) -> ImageFacts | None:
    """Builds, and records ``prove/build`` and ``prove/rebuild-cached``; None where there is no image to go on with."""
    plan, engine = session.plan, session.engine
    shown = plan.shown(plan.dockerfile)
    recipe = read_recipe(plan.dockerfile_text)
    secret_files = {
        s.id: put(session.scratch, f"secret-{i}", plan.build_secrets.get(s.id) or canary(s.id, session.nonce)) for i, s in enumerate(recipe.secrets)
    }
    args = _arguments(session, recipe, secret_files)
    # A cached layer satisfies a secret mount without reading it, so a leak made earlier would carry another value.
    no_cache = bool(recipe.secrets)
    dockerfile = plan.dockerfile
    with session.timed("prove/build") as passed:
        done = _build(session, dockerfile, args, no_cache)
        if not done.is_ok and engine.program == "docker" and is_unreachable_frontend(done.err + done.out, recipe.syntax):
            session.notices.append(
                Text(
                    f"the frontend {recipe.syntax} named by `# syntax=` could not be fetched; the engine's own one read the Dockerfile",
                    f"l'interpréteur {recipe.syntax} nommé par « # syntax= » n'a pas pu être téléchargé ; celui du moteur a lu le Dockerfile",
                )
            )
            session.without_frontend = True
            dockerfile = own_copy(session, plan.dockerfile, "Dockerfile")
            done = _build(session, dockerfile, args, no_cache)
        took = passed()
    log = done.err + done.out
    found = engine.inspect("image", session.image) if done.is_ok else None
    if found is None:
        limit = plan.build_deadline_seconds
        reason = Text(f"the build took longer than {seconds(limit)}", f"la construction a dépassé {seconds(limit, 'fr')}") if done.timed_out else None
        if why := unreachable_image(log):
            session.record("prove/build", "not run", (shown,), reason=Text(f"a base image could not be fetched: {why}", f"une image de base n'a pas pu être téléchargée : {why}"))
            session.skip(AFTER_BUILD, because("prove/build"))
            return None
        finding = failure(log, shown)
        if secret_files and any(not plan.build_secrets.get(name) for name in secret_files):
            names = ", ".join(sorted(name for name in secret_files if not plan.build_secrets.get(name)))
            session.notices.append(
                Text(
                    f"the build secrets {names} held generated values: hand over real ones where the build needs them",
                    f"les secrets de construction {names} contenaient des valeurs générées : fournissez les vrais si la construction en a besoin",
                )
            )
        session.record("prove/build", "failed", (shown,), findings=(finding,), reason=reason, seconds=took)
        session.skip(AFTER_BUILD, because("prove/build"))
        return None
    image = read_image(found)
    # What a base image exposes is not where the app listens, unless its own file says nothing.
    image = replace(image, ports=recipe.ports(plan.target) or image.ports)
    session.image_bytes = image.bytes
    session.figures["build"] = took
    session.record(
        "prove/build",
        "passed",
        (shown,),
        seconds=took,
        observed=Text(f"{size(image.bytes)} in {seconds(took)}", f"{size(image.bytes, 'fr')} en {seconds(took, 'fr')}"),
    )
    with session.timed("prove/rebuild-cached") as passed:
        again = _build(session, dockerfile, args, False)
        use = cache_use(again.err + again.out)
        if again.is_ok and use.executed:
            # An engine that builds for others as well may have dropped the cache in between, once; a step whose input changes runs again each time.
            again = _build(session, dockerfile, args, False)
            use = cache_use(again.err + again.out)
        took = passed()
    if not again.is_ok:
        session.record("prove/rebuild-cached", "failed", (shown,), findings=(failure(again.err + again.out, shown),), seconds=took)
    elif use.executed:
        session.record(
            "prove/rebuild-cached",
            "failed",
            (shown,),
            seconds=took,
            reason=Text(
                f"{use.executed} of {use.executed + use.cached} steps ran again although nothing had changed",
                f"{use.executed} étapes sur {use.executed + use.cached} ont été réexécutées alors que rien n'avait changé",
            ),
        )
    else:
        session.figures["rebuild"] = took
        session.record(
            "prove/rebuild-cached",
            "passed",
            (shown,),
            seconds=took,
            observed=Text(f"{use.cached} steps from the cache in {seconds(took)}", f"{use.cached} étapes depuis le cache en {seconds(took, 'fr')}"),
        )
    return image


def _project_secrets(session: Session) -> list[tuple[str, str]]:
    """The values the project keeps in its own environment files: none of them may be in a layer, whatever the file's name there."""
    out: dict[str, str] = {}
    plan = session.plan
    for directory in dict.fromkeys((plan.root, plan.app_dir)):
        for name in (".env", ".env.local", ".env.production", ".env.development"):
            for key, value in read_env_file(read_text(directory / name) or "").items():
                if is_secret_name(key):
                    out[key] = value
    out |= {f"build secret {k}": v for k, v in plan.build_secrets.items()}
    return sorted(out.items())


def search_layers(session: Session) -> None:
    """Records ``prove/no-secret-in-layers``."""
    with session.timed("prove/no-secret-in-layers") as passed:
        try:
            with session.engine.save(session.image) as archive:
                report = scan(archive, _project_secrets(session))
        except (OSError, ValueError) as error:
            session.record(
                "prove/no-secret-in-layers",
                "not run",
                seconds=passed(),
                reason=Text(f"the image could not be read through: {error}", f"l'image n'a pas pu être lue entièrement : {error}"),
            )
            return
        took = passed()
    errors = [f for f in report.findings if f.level == "error"]
    megabytes = size(report.bytes), size(report.bytes, "fr")
    observed = Text(
        f"{report.layers} layers, {report.files} files, {megabytes[0]} read", f"{report.layers} couches, {report.files} fichiers, {megabytes[1]} lus"
    )
    if errors:
        session.record("prove/no-secret-in-layers", "failed", findings=report.findings, seconds=took, observed=observed)
    elif report.unreadable:
        listing = ", ".join(report.unreadable)
        session.record(
            "prove/no-secret-in-layers",
            "not run",
            findings=report.findings,
            seconds=took,
            reason=Text(
                f"these blobs are compressed in a way that cannot be read here: {listing}",
                f"ces blobs sont compressés d'une façon illisible ici : {listing}",
            ),
        )
    else:
        session.record("prove/no-secret-in-layers", "passed", findings=_bounded(report.findings), seconds=took, observed=observed)


def _bounded(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return findings[:10]
