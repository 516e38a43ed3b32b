// Files that are being sent from a form: how far each is, and how it ended.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { isAbort, upload } from '../../api/upload.ts';
import { headerOf } from './header-of.ts';

export type Upload = { id: string; file: File; sent: number; problem: unknown };
type Done = (id: string, path: string, columns: string[]) => void;

let lastId = 0;

export function useUploads(onDone: Done) {
  const queries = useQueryClient();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  const last = useRef(Promise.resolve());
  // What is on its way when the form is thrown away is of no use to anybody.
  useEffect(() => {
    const running = stops.current;
    return () => {
      for (const stop of running.values()) stop.abort();
    };
  }, []);
  const change = (id: string, part: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...part } : one)));
  const forget = (id: string) => setUploads((all) => all.filter((one) => one.id !== id));

  // One after the other, so that they come into the form in the order in which they were chosen.
  function queue(id: string, file: File) {
    const stop = new AbortController();
    stops.current.set(id, stop);
    last.current = last.current.then(() => send(id, file, stop));
  }

  async function send(id: string, file: File, stop: AbortController) {
    try {
      const columns = await headerOf(file);
      const { name } = await upload(file.name, file, {
        signal: stop.signal,
        onProgress: (sent) => change(id, { sent }),
      });
      forget(id);
      onDone(id, name, columns);
      void queries.invalidateQueries({ queryKey: ['files'] });
    } catch (error) {
      if (isAbort(error)) forget(id);
      else change(id, { problem: error });
    } finally {
      stops.current.delete(id);
    }
  }

  return {
    uploads,
    isSending: uploads.some(({ problem }) => problem === null),
    add(files: Iterable<File>) {
      for (const file of files) {
        lastId += 1;
        const id = `upload-${lastId}`;
        setUploads((all) => [...all, { id, file, sent: 0, problem: null }]);
        queue(id, file);
      }
    },
    again({ id, file }: Upload) {
      change(id, { sent: 0, problem: null });
      queue(id, file);
    },
    /** Ends one that goes on, and puts away one that failed. */
    drop(id: string) {
      stops.current.get(id)?.abort();
      forget(id);
    },
  };
}
