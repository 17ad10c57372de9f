// Knows how errors, traces, replays and what users say reach Sentry from the browser, scrubbed as on the server. Without NEXT_PUBLIC_SENTRY_DSN it does nothing.
import { captureRouterTransitionStart, feedbackIntegration, init, makeFetchTransport, replayIntegration } from "@sentry/nextjs";

import browserSettings from "./browser-settings.cjs";
import recording from "./recording.cjs";
import scrubbing from "./scrubbing.cjs";
import settings from "./settings.cjs";

const { SENTRY_REPLAY_SESSION_RATIO, SENTRY_REPLAY_ON_ERROR_RATIO, SENTRY_FEEDBACK_WIDGET } = browserSettings;
const { SERVICE_NAME, SERVICE_VERSION, DEPLOYMENT_ENVIRONMENT, SENTRY_TRACES_SAMPLE_RATIO, SENTRY_LOGS } = settings;

// Only names written out in full are replaced while building.
const dsn = process.env.NEXT_PUBLIC_SENTRY_DSN;
if (dsn) {
  init({
    dsn,
    release: process.env.NEXT_PUBLIC_SENTRY_RELEASE || (SERVICE_VERSION && `${SERVICE_NAME}@${SERVICE_VERSION}`) || undefined,
    environment: process.env.NEXT_PUBLIC_SENTRY_ENVIRONMENT || DEPLOYMENT_ENVIRONMENT,
    tracesSampler: ({ inheritOrSampleWith }) => inheritOrSampleWith(SENTRY_TRACES_SAMPLE_RATIO),
    replaysSessionSampleRate: SENTRY_REPLAY_SESSION_RATIO,
    replaysOnErrorSampleRate: SENTRY_REPLAY_ON_ERROR_RATIO,
    enableLogs: SENTRY_LOGS,
    dataCollection: scrubbing.COLLECT_NOTHING_PERSONAL,
    transport: (options) => scrubbing.scrubbing(makeFetchTransport(options), recording.scrubbedWithRecordings, (error) => console.error("what was meant for Sentry could not be scrubbed, and was dropped", error.name)),
    integrations: [
      // Its packing is left to the transport, which must read a recording first: `beforeAddRecordingEvent` is never asked about the page itself.
      replayIntegration({ maskAllText: true, maskAllInputs: true, blockAllMedia: true, networkCaptureBodies: false, useCompression: false }),
      ...(SENTRY_FEEDBACK_WIDGET ? [feedbackIntegration({ colorScheme: "system", showName: false, showEmail: false, isNameRequired: false, isEmailRequired: false, enableScreenshot: false })] : []),
    ],
  });
}

export const onRouterTransitionStart = captureRouterTransitionStart;
