/**
 * The crash test that the README shows, and what holds the README to it. Runs as any user's test does. Nothing here may
 * use more of Powercut than its public parts.
 */
package org.powercut.example;
