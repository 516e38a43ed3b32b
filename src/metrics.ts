// The numbers that /metrics shows. Labels are codes and states from the contract: never an address, a name or a key.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Each context has a registry of its own, so that several services in one process do not mix their numbers.
 * @param depths jobs that wait, by queue; asked for only when somebody looks at the numbers
 */
export function createMetrics(depths: () => Promise<Record<string, number>>) {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers });
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the process.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  return {
    registry,
    omnisendRequests: counter(
      'segue_omnisend_requests_total',
      'Requests to Omnisend, by what came of them.',
      ['outcome'],
    ),
    contacts: counter('segue_contacts_total', 'Contacts that Omnisend accepted or rejected.', ['verdict']),
    runs: counter('segue_runs_total', 'Runs that ended, by status.', ['status']),
    runSeconds: new Histogram({
      name: 'segue_run_seconds',
      help: 'How long runs took, from start to end.',
      labelNames: ['status'],
      buckets: [1, 10, 60, 300, 900, 3600, 4 * 3600, 12 * 3600],
      registers,
    }),
    tasks: counter('segue_tasks_total', 'Tasks of refreshes that ended, by kind and status.', [
      'kind',
      'status',
    ]),
    deliveries: counter(
      'segue_deliveries_total',
      'Tries to deliver a notice, by the way and what came of it.',
      ['way', 'outcome'],
    ),
    queueDepth: new Gauge({
      name: 'segue_queue_jobs',
      help: 'Jobs that wait for a worker.',
      labelNames: ['queue'],
      registers,
      async collect() {
        for (const [queue, waiting] of Object.entries(await depths())) this.set({ queue }, waiting);
      },
    }),
    httpRequests: counter('segue_http_requests_total', 'Calls to the API, by route and status.', [
      'method',
      'route',
      'status',
    ]),
    httpSeconds: new Histogram({
      name: 'segue_http_request_seconds',
      help: 'How long calls to the API took.',
      labelNames: ['route'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
  };
}
