import fc from 'fast-check';

/**
 * In CI every property is tried on the same cases, so that a failure is of the change that is tested; elsewhere on new ones each
 * time. A case that fails there is kept as an example or a fixture.
 */
if (process.env.CI) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_123 });
