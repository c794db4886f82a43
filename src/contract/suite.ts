// The suite's version: results of different major versions never mix. Equal to package.json's (a test holds them so).
export const SUITE_VERSION = '0.3.0';
