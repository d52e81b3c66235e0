import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The longest first, and those that need little at the end, so that no worker stands idle behind a last long file. Files of a
 * project come together, as a worker keeps the modules of one project only.
 */
const ORDER = ['server', 'oracle', 'cli', 'tooling', 'engine', 'e2e'];

export class ByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project }: TestSpecification): number => ORDER.indexOf(project.name);
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
