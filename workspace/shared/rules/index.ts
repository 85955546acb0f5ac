/** The rules of D&D 3.0 that DICE knows: pure functions and tables, the same for the back end and for what people see. */
export * from './abilities.js';
export * from './armor-class.js';
export * from './attack.js';
export * from './classes.js';
export * from './hit-points.js';
export * from './races.js';
export * from './saving-throws.js';
export * from './sheet.js';
