"""The kit's parameters, one a line; an environment variable of the same name overrides each (see configuration.py)."""

SERVICE_NAME = "app"  # service_name
SERVICE_VERSION = ""  # service_version
DEPLOYMENT_ENVIRONMENT = "production"  # environment
METRICS_PORT = 9464  # metrics_port
METRICS_HOST = "0.0.0.0"  # metrics_host
LATENCY_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]  # latency_buckets_seconds
MAX_ROUTES = 500  # max_routes
LIVENESS_PATH = "/livez"  # liveness_path
READINESS_PATH = "/readyz"  # readiness_path
STARTUP_PATH = "/startupz"  # startup_path
READINESS_CACHE_SECONDS = 2.0  # readiness_cache_seconds
DEPENDENCY_TIMEOUT_SECONDS = 1.0  # dependency_timeout_seconds
HTTP_DEPENDENCIES: list[str] = []  # http_dependencies
DRAIN_SECONDS = 5.0  # drain_seconds
SHUTDOWN_SECONDS = 25.0  # shutdown_seconds
LOG_LEVEL = "info"  # log_level
DEBUG_SIGNAL = "SIGUSR2"  # debug_signal
ACCESS_LOG_SAMPLE_RATIO = 1.0  # access_log_sample_ratio
SENTRY_TRACES_SAMPLE_RATIO = 0.1  # sentry_traces_sample_ratio
SENTRY_LOGS = False  # sentry_logs
SENTRY_SOURCE_LINES = 0  # sentry_source_lines
MASK_PHONE_NUMBERS = False  # mask_phone_numbers
MASK_IPV4_ADDRESSES = False  # mask_ipv4_addresses
