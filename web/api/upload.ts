// A file on its way to the server. XMLHttpRequest, because fetch does not tell how much has been sent.
import { asProblemError, ProblemError, problemOf } from './problem-error.ts';
import { tellIfSignedOut } from './signed-out.ts';

export type Uploaded = { name: string; bytes: number };
export type UploadOptions = { onProgress?: (sent: number) => void; signal?: AbortSignal };

/** Throws a ProblemError; an `AbortError` when the signal ended it. */
export function upload(name: string, data: Blob, options: UploadOptions = {}): Promise<Uploaded> {
  const { onProgress, signal } = options;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const settled = () => signal?.removeEventListener('abort', stop);
    request.upload.onprogress = ({ loaded }) => onProgress?.(loaded);
    request.onload = () => {
      settled();
      const body = parsed(request.responseText);
      if (request.status === 201) resolve(body as Uploaded);
      else {
        const problem = new ProblemError(problemOf(request.status, body));
        tellIfSignedOut(problem);
        reject(problem);
      }
    };
    request.onerror = () => {
      settled();
      reject(asProblemError(null));
    };
    request.onabort = () => {
      settled();
      reject(new DOMException('The upload was cancelled.', 'AbortError'));
    };
    if (signal?.aborted) return request.onabort(new ProgressEvent('abort'));
    signal?.addEventListener('abort', stop);
    request.open('PUT', `/api/files/${encodeURIComponent(name)}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(data);
  });
}

export const isAbort = (thrown: unknown): boolean =>
  thrown instanceof DOMException && thrown.name === 'AbortError';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
