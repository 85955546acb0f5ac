/** How esbuild makes programs of our sources: for an image (build.js), and again after each edit (dev.js). */
import { build } from 'esbuild';

/** Asked for by our dependencies in a try block, for features that we do not use. */
export const UNUSED = [
  // Nest
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  'class-transformer',
  'class-transformer/*',
  'class-validator',
  // TypeORM: the drivers of other databases
  '@google-cloud/spanner',
  '@sap/hana-client',
  '@sap/hana-client/*',
  'better-sqlite3',
  'expo-sqlite',
  'mongodb',
  'mssql',
  'mysql2',
  'oracledb',
  'pg-native',
  'pg-query-stream',
  'react-native-sqlite-storage',
  'redis',
  'sql.js',
];

const BANNER = `
import { createRequire as $require } from 'node:module';
const require = $require(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;
`;

export const programs = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  sourcemap: true,
  sourcesContent: false,
  keepNames: true,
  // Dependencies that are CommonJS call require() and ask for __dirname, which a module does not have.
  banner: { js: BANNER },
  logLevel: 'warning',
};

/** The back end and the one-shots that bring its database to where it needs it. */
export const server = {
  ...programs,
  entryPoints: ['src/main.ts', 'src/migrate.ts', 'src/seed.ts'],
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  external: UNUSED,
};

export async function buildPlayground(outdir) {
  await build({
    entryPoints: ['src/playground/playground.jsx'],
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
}
