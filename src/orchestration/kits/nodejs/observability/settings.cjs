// The kit's parameters, one a line; an environment variable of the same name overrides each (see configuration.cjs).

const SERVICE_NAME = "app"; // service_name
const SERVICE_VERSION = ""; // service_version
const DEPLOYMENT_ENVIRONMENT = "production"; // environment
const METRICS_PORT = 9464; // metrics_port
const METRICS_HOST = "0.0.0.0"; // metrics_host
const LATENCY_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]; // latency_buckets_seconds
const MAX_ROUTES = 500; // max_routes
const LIVENESS_PATH = "/livez"; // liveness_path
const READINESS_PATH = "/readyz"; // readiness_path
const STARTUP_PATH = "/startupz"; // startup_path
const READINESS_CACHE_SECONDS = 2; // readiness_cache_seconds
const DEPENDENCY_TIMEOUT_SECONDS = 1; // dependency_timeout_seconds
const HTTP_DEPENDENCIES = []; // http_dependencies
const DRAIN_SECONDS = 5; // drain_seconds
const SHUTDOWN_SECONDS = 25; // shutdown_seconds
const LOG_LEVEL = "info"; // log_level
const DEBUG_SIGNAL = "SIGUSR2"; // debug_signal
const ACCESS_LOG_SAMPLE_RATIO = 1; // access_log_sample_ratio
const CAPTURE_CONSOLE = true; // capture_console
const SENTRY_TRACES_SAMPLE_RATIO = 0.1; // sentry_traces_sample_ratio
const SENTRY_LOGS = false; // sentry_logs
const SENTRY_SOURCE_LINES = 0; // sentry_source_lines
const MASK_PHONE_NUMBERS = false; // mask_phone_numbers
const MASK_IPV4_ADDRESSES = false; // mask_ipv4_addresses

module.exports = {
  SERVICE_NAME,
  SERVICE_VERSION,
  DEPLOYMENT_ENVIRONMENT,
  METRICS_PORT,
  METRICS_HOST,
  LATENCY_BUCKETS_SECONDS,
  MAX_ROUTES,
  LIVENESS_PATH,
  READINESS_PATH,
  STARTUP_PATH,
  READINESS_CACHE_SECONDS,
  DEPENDENCY_TIMEOUT_SECONDS,
  HTTP_DEPENDENCIES,
  DRAIN_SECONDS,
  SHUTDOWN_SECONDS,
  LOG_LEVEL,
  DEBUG_SIGNAL,
  ACCESS_LOG_SAMPLE_RATIO,
  CAPTURE_CONSOLE,
  SENTRY_TRACES_SAMPLE_RATIO,
  SENTRY_LOGS,
  SENTRY_SOURCE_LINES,
  MASK_PHONE_NUMBERS,
  MASK_IPV4_ADDRESSES,
};
