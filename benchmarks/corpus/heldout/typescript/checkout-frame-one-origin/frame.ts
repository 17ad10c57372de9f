type Done = { orderId: string; accessToken: string };

const SHOP = 'https://shop.example';

export function announce(done: Done): void {
  window.parent.postMessage({ type: 'checkout:done', ...done }, SHOP);
}

export function listen(onDone: (done: Done) => void): void {
  window.addEventListener('message', (event) => {
    if (event.origin !== 'https://pay.example' || event.data.type !== 'checkout:done') {
      return;
    }
    onDone(event.data);
  });
}
