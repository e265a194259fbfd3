/**
 * What is promised of DAX files while they are up, and of the state in which a power cut finds that: reads, writes and mappings agree,
 * blocks stay where somebody maps or pins them, and whether a file is DAX can be asked and changes only when nothing depends
 * on it. A class here tells what its workload saw by a {@link org.powercut.framework.testkit.Witness}. Races of threads must not enter.
 */
@NullMarked
package org.powercut.framework.testkit.dax;

import org.jspecify.annotations.NullMarked;
