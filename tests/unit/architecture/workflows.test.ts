import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from './source-file.ts';

const folder = join(repositoryRoot, '.github', 'workflows');
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}));
const { engines } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
  readonly engines: { readonly node: string };
};

describe.each(workflows)('$name', ({ text }) => {
  test('pins every action of others by commit, and says which version that is', () => {
    const used = [...text.matchAll(/uses: (.*)$/gm)].map(([, action = '']) => action);
    const loose = used.filter(
      (action) => !action.startsWith('./') && !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action),
    );

    expect(loose).toEqual([]);
  });

  test('may read the repository and no more, unless a job says otherwise', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
  });

  test('leaves no token behind in the checkout', () => {
    const checkouts = [...text.matchAll(/uses: actions\/checkout@/g)].length;

    expect([...text.matchAll(/persist-credentials: false/g)]).toHaveLength(checkouts);
  });

  test('puts nothing of an event into a script', () => {
    expect(text).not.toMatch(/run:[^\n]*\$\{\{/);
  });
});

describe('the workflows', () => {
  const textOf = (name: string) => workflows.find((workflow) => workflow.name === name)?.text ?? '';

  test('try every Node that the package supports', () => {
    const tested = /node: \[(.*)\]/.exec(textOf('ci.yml'))?.[1]?.split(', ');
    const supported = [...engines.node.matchAll(/(?:\^|>=)(\d+)/g)].map(([, major]) => major);

    expect(tested).toEqual(supported);
  });

  test('publish with provenance, after the tests, and with a list of what is brought along', () => {
    const text = textOf('publish.yml');

    expect(text).toMatch(/uses: \.\/\.github\/workflows\/ci\.yml/);
    expect(text).toMatch(/needs: test/);
    expect(text).toMatch(/npm publish --provenance/);
    expect(text).toMatch(/npm sbom --sbom-format cyclonedx/);
    expect(text).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN/);
  });
});
