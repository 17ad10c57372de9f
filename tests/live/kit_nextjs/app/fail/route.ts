export async function POST() {
  throw new Error("secret=hunter2");
}
