// What index.cjs exports, for TypeScript.
import type { Logger } from "pino";

/** What a user says of an error they met, for Sentry; their name and address are not handed on. */
export function feedback(message: string, eventId?: string): string | undefined;

/** Runs a job and tells Sentry that it began and how it ended; Sentry makes the monitor by this. Minutes. */
export function monitored<T>(slug: string, monitor: { schedule: string; timezone?: string; checkinMargin?: number; maxRuntime?: number }, job: () => T): T;

/** Reports an error that the app has handled itself; Sentry's id of it, or undefined where Sentry is off. */
export function reportError(error: unknown, fields?: Record<string, unknown>): string | undefined;

/** The logger: pino, one masked JSON object a line. */
export const log: Logger;
