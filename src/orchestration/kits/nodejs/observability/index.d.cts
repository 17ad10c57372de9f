// What index.cjs exports, for TypeScript.
import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { Counter } from "prom-client";

/**
 * A check of a dependency for readiness; a check found by an environment variable is replaced by one of its name (postgresql, mysql,
 * mongodb, redis, rabbitmq). `timeout` in milliseconds.
 */
export function check(name: string, run: (signal: AbortSignal) => unknown, options?: { timeout?: number }): void;

/** A counter of the business. A label holds one of a few words, never an id, a name or an address: each value is a time series for ever. */
export function counter<Label extends string = never>(name: `${string}_total`, help: string, labels?: readonly Label[]): Counter<Label>;

/** What a user says of an error they met, for Sentry; their name and address are not handed on. */
export function feedback(message: string, eventId?: string): string | undefined;

/** Runs a job and tells Sentry that it began and how it ended; Sentry makes the monitor by this. Minutes. */
export function monitored<T>(slug: string, monitor: { schedule: string; timezone?: string; checkinMargin?: number; maxRuntime?: number }, job: () => T): T;

/** Reports an error that the app has handled itself; Sentry's id of it, or undefined where Sentry is off. */
export function reportError(error: unknown, fields?: Record<string, unknown>): string | undefined;

/** The logger: pino, one masked JSON object a line, with the trace and request ids of the request being served. */
export const log: Logger;

/** Runs once the last request is answered and before the process exits: the place to end a pool or flush a queue. */
export function onShutdown(callback: () => unknown): void;

/** What `/readyz` says: whether every dependency answers, each with its state, by checks at most READINESS_CACHE_SECONDS old. */
export function readiness(): Promise<{ ok: boolean; checks: Record<string, { status: "ok" | "error" | "refused" | "timeout"; ms: number }> }>;

/** Says the route template of a request that neither Express nor Fastify routes: `route(request, "/orders/:id")`. Never the URL itself. */
export function route(request: IncomingMessage, template: string | undefined): void;

/** The process has not started, and is not ready, before `promise` is fulfilled. */
export function started<T>(promise: T): T;

/** The `traceparent` header for an outgoing call; undefined outside of a request. */
export function traceparent(): string | undefined;
