/** What goes over the wire between DICE's applications, checked at both ends by the same schemas. */
export * from './auth.js';
export * from './characters.js';
export * from './errors.js';
export * from './level-ups.js';
export * from './rules.js';
