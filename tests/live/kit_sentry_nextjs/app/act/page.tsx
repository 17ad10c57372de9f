// A form whose server action fails.
async function act() {
  "use server";
  throw new Error("the action of zoe.planted@mail.example failed");
}

export default function Page() {
  return <form action={act}><button id="act">act</button></form>;
}
