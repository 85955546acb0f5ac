/** Keeps the app's files on this device, and tells when newer ones are there. */
export const UPDATE_READY = 'dice:update-ready';

export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) {
    return;
  }
  const registration = await navigator.serviceWorker.register('/sw.js').catch(() => null);
  if (!registration) {
    return; // A page that is not secure, or a browser that does not want to: the app works without.
  }
  const offer = (worker: ServiceWorker | null) => {
    if (worker && navigator.serviceWorker.controller) {
      globalThis.dispatchEvent(new CustomEvent(UPDATE_READY, { detail: worker }));
    }
  };
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') {
        offer(worker);
      }
    });
  });
}

/** Puts the newer files to use: the page starts anew with them. */
export function applyUpdate(worker: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  worker.postMessage({ type: 'SKIP_WAITING' });
}
