// A port that is taken is the commonest reason why something does not start: said in words, not as a stack.
import { isNodeError } from '../errors.ts';
import { UsageError } from './failure.ts';

export async function listening<T>(port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (thrown) {
    if (!isNodeError(thrown)) throw thrown;
    if (thrown.code === 'EADDRINUSE') {
      throw new UsageError(
        `Port ${port} is in use.\n  Nothing was started.\n  Stop the program that uses it, or choose another port with --port.`,
      );
    }
    if (thrown.code === 'EACCES' && thrown.syscall === 'listen') {
      throw new UsageError(
        `Port ${port} may not be opened by this user.\n  Nothing was started.\n  Choose a port above 1023 with --port.`,
      );
    }
    throw thrown;
  }
}
