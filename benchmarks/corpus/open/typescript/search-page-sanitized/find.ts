export type Result = { id: number; title: string };

export async function find(words: string): Promise<Result[]> {
  const answer = await fetch('https://search.internal/find', { method: 'POST', body: JSON.stringify({ words }) });
  return answer.json();
}
