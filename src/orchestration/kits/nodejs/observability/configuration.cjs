// Knows what holds in this process: the settings, each overridden by the environment variable of its name.
"use strict";

const settings = require("./settings.cjs");

/** `text` as the type of `standard`. A value that cannot be meant ends the start: it would be found out in an incident instead. */
function parsed(name, text, standard) {
  const number = (word) => {
    const value = Number(word);
    if (word.trim() === "" || !Number.isFinite(value) || value < 0) throw new Error(`${name} must be a number of at least 0, not ${JSON.stringify(word)}`);
    return value;
  };
  if (Array.isArray(standard)) {
    const words = text.split(",").map((word) => word.trim()).filter(Boolean);
    return typeof standard[0] === "number" ? words.map(number) : words;
  }
  if (typeof standard === "number") return number(text);
  if (typeof standard === "boolean") {
    if (!["true", "false", "1", "0"].includes(text)) throw new Error(`${name} must be true or false, not ${JSON.stringify(text)}`);
    return text === "true" || text === "1";
  }
  return text;
}

/** The settings as `environment` leaves them. OpenTelemetry's name of the service goes before ours: other tools of the process read it, too. */
function configured(environment) {
  const found = { ...settings };
  for (const [name, standard] of Object.entries(settings)) {
    const text = environment[name];
    // A debug signal is switched off by the empty word; anywhere else an empty variable is one that was left unset.
    if (text === undefined || (text === "" && name !== "DEBUG_SIGNAL")) continue;
    found[name] = parsed(name, text, standard);
  }
  found.SERVICE_NAME = environment.OTEL_SERVICE_NAME || found.SERVICE_NAME;
  found.SERVICE_VERSION = environment.SERVICE_VERSION || environment.VERSION || found.SERVICE_VERSION;
  return Object.freeze(found);
}

module.exports = { ...configured(process.env), configured };
