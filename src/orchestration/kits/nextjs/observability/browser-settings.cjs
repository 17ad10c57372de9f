// The browser's parameters, one a line. They are part of what is built: no environment variable changes them later.

const SENTRY_REPLAY_SESSION_RATIO = 0.1; // sentry_replay_session_ratio
const SENTRY_REPLAY_ON_ERROR_RATIO = 1; // sentry_replay_on_error_ratio
const SENTRY_FEEDBACK_WIDGET = true; // sentry_feedback_widget

module.exports = { SENTRY_REPLAY_SESSION_RATIO, SENTRY_REPLAY_ON_ERROR_RATIO, SENTRY_FEEDBACK_WIDGET };
