export default () => <p>{Deno.env.get("SITE_TITLE")}</p>;
