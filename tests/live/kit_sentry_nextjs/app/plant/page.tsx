// A page that shows a person in every way a page can, says them on the console, sends them, and fails when it is told to.
"use client";

import * as Sentry from "@sentry/nextjs";
import { useEffect, useState } from "react";

import planted from "../../planted.json";

const { person, values } = planted as { person: Record<string, string>; values: unknown[] };

export default function Page() {
  const [shown, show] = useState(false);
  useEffect(() => {
    console.log("person", person);
    Sentry.setUser({ id: 7, ...person });
    Sentry.setContext("person", person);
    for (const value of values) console.log(value);
    const query = new URLSearchParams(person);
    void fetch(`/api/echo?${query}`, { method: "POST", body: JSON.stringify(person), headers: { "X-Person": person.username } });
    show(true);
  }, []);

  function fail() {
    for (const value of values.slice(0, 20)) Sentry.captureException(new Error(typeof value === "string" ? value : JSON.stringify(value)), { extra: { value, person } });
    Sentry.startSpan({ name: `pay for ${person.email}`, attributes: person }, () => undefined);
    throw new Error(`order of ${JSON.stringify(person)} failed`);
  }

  return (
    <main title={person.first_name} data-person={person.lastName} aria-label={person.username}>
      <title>{person.username}</title>
      <h1 id={`of-${person.email}`}>{person.first_name} {person.lastName}</h1>
      <address style={{ backgroundImage: `url(/face?of=${person.username})` }}>{Object.values(person).join(", ")}</address>
      <img alt={person.first_name} src={`/face.png?of=${person.username}`} />
      <a href={`mailto:${person.email}`}>mail</a>
      <a href={`/people/${person.email}?name=${person.first_name}#${person.username}`}>more</a>
      <form action={`/search?q=${person.first_name}`}>
        <input name="who" defaultValue={person.username} placeholder={person.first_name} />
        <input type="hidden" name="token" value={person.api_key} readOnly />
        <textarea defaultValue={person.street_address} />
        <select defaultValue="a"><option value="a" label={person.first_name}>{person.username}</option></select>
      </form>
      {shown && <ul>{values.map((value, i) => <li key={i} data-note={String(value)}>{typeof value === "string" ? value : JSON.stringify(value)}</li>)}</ul>}
      <iframe srcDoc={`<p title="${person.first_name}">${person.username}</p>`} title={person.first_name} />
      <button id="fail" onClick={fail}>fail</button>
    </main>
  );
}
