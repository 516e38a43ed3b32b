// Ctrl-C, or being asked to end, as a signal that work can be handed. The second time the process ends at once.

export type Interruption = { signal: AbortSignal; release(): void };

export function interruption(): Interruption {
  const controller = new AbortController();
  const onSignal = () => {
    controller.abort(new DOMException('Interrupted.', 'AbortError'));
    release();
  };
  const release = () => {
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  return { signal: controller.signal, release };
}

/** Resolves at Ctrl-C, or when the process is asked to end. */
export function interrupted({ signal }: Interruption): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
