/**
 * Makes types/ from what it is about, or with `--check` fails if it is not what it would make:
 *   types/api.d.ts        the type of the back end's tRPC router, without the back end
 *   types/schema.graphql  what a client of the gateway sees
 *   types/graphql.d.ts    the same as types of TypeScript
 *   types/supergraph.ts   the subgraphs and what they compose to, as text for the gateway
 * The subgraphs are composed on the way: what does not compose is not made.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import { parse, printSchema } from 'graphql';
import prettier from 'prettier';
import ts from 'typescript';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const NOTICE = 'Made by `pnpm --filter @dice/shared generate`; never changed by hand.';

/** The declarations of one file of the back end: nothing of them leads back there. */
function declarationsOf(file) {
  const { config } = ts.readConfigFile(here('../backend/tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, here('../backend'));
  const program = ts.createProgram([file], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
  });
  const source = program.getSourceFile(file);
  const mistakes = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  if (mistakes.length > 0) {
    throw new Error(ts.formatDiagnostics(mistakes, ts.createCompilerHost(options)));
  }
  let text;
  program.emit(source, (_, written) => (text = written), undefined, true);
  return text;
}

function apiTypes() {
  const text = declarationsOf(here('../backend/src/trpc/router.ts'))
    .replaceAll('import("./context.js").ApiContext', 'object')
    .replaceAll('import("@dice/shared/schemas")', 'import("../schemas/index.js")');
  const [leak] = text.match(/import\("(?!@trpc\/server"|\.\.\/schemas\/)[^"]*"\)/) ?? [];
  if (leak) {
    throw new Error(`types/api.d.ts would need ${leak}; let it come from @dice/shared/schemas`);
  }
  return `/* ${NOTICE} */\n${text}`;
}

const SUBGRAPHS = ['identity', 'characters'];

async function graphqlProducts() {
  const texts = await Promise.all(SUBGRAPHS.map((name) => readFile(here(`graphql/${name}.graphql`), 'utf8')));
  const services = SUBGRAPHS.map((name, index) => ({ name, typeDefs: parse(texts[index]) }));
  const { errors, supergraphSdl, schema } = composeServices(services);
  if (errors) {
    throw new Error(
      `the subgraphs do not compose:\n${errors.map(({ message }) => `  ${message}`).join('\n')}`,
    );
  }
  const api = printSchema(schema.toAPISchema().toGraphQLJSSchema());
  const types = await codegen({
    filename: 'graphql.d.ts',
    schema: parse(api),
    documents: [],
    plugins: [{ typescript: {} }],
    pluginMap: { typescript },
    config: { enumsAsTypes: true, skipTypename: true, scalars: { ID: 'string' } },
  });
  const constant = (name, text) => `export const ${name} = ${JSON.stringify(text)};\n`;
  return {
    'types/schema.graphql': `# ${NOTICE}\n${api}`,
    'types/graphql.d.ts': `/* ${NOTICE} */\n${types}`,
    'types/supergraph.ts': [
      `/* ${NOTICE} */`,
      ...SUBGRAPHS.map((name, index) => constant(`${name}Sdl`, texts[index])),
      constant('supergraphSdl', supergraphSdl),
    ].join('\n'),
  };
}

async function produce(path, text, check) {
  const style = await prettier.resolveConfig(here(path));
  const wanted = await prettier.format(text, { ...style, filepath: here(path) });
  const present = await readFile(here(path), 'utf8').catch(() => '');
  if (present === wanted) {
    return true;
  }
  if (check) {
    process.stderr.write(
      `shared/${path} is not what its source says: run \`pnpm --filter @dice/shared generate\`\n`,
    );
    return false;
  }
  await writeFile(here(path), wanted);
  process.stdout.write(`${basename(path)} made\n`);
  return true;
}

const check = process.argv.includes('--check');
const products = { ...(await graphqlProducts()), 'types/api.d.ts': apiTypes() };
for (const [path, text] of Object.entries(products)) {
  if (!(await produce(path, text, check))) {
    process.exitCode = 1;
  }
}
