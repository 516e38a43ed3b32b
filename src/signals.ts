// What changed in this process just now: event streams and waiting work react at once instead of at their next look.
// Another process hears nothing of it, so that everybody who listens also looks from time to time.
import { EventEmitter } from 'node:events';

export type SignalKind = 'run' | 'task';

export type Signals = {
  emit(kind: SignalKind, id: string): void;
  /** Answers with what ends the listening. A listener must not throw. */
  on(kind: SignalKind, listener: (id: string) => void): () => void;
};

export function createSignals(): Signals {
  const emitter = new EventEmitter<Record<SignalKind, [id: string]>>();
  // Every open event stream listens; there is no number of them at which something is wrong.
  emitter.setMaxListeners(0);
  return {
    emit: (kind, id) => void emitter.emit(kind, id),
    on(kind, listener) {
      emitter.on(kind, listener);
      return () => void emitter.off(kind, listener);
    },
  };
}
