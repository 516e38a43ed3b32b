// A Vitest reporter that writes one line, "N passed, N failed", for a machine to read: to the file named by
// SEGUE_TEST_COUNTS. A file that could not be loaded, or an error outside any test, counts as one failure each.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export default class TestCounts {
  onTestRunEnd(modules, errors) {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed') counts[state] += 1;
        else counts.skipped += 1;
      }
    }
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    const file = process.env.SEGUE_TEST_COUNTS;
    if (!file) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  }
}
