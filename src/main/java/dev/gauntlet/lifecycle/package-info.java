/** Steps and transitions: which state follows a decision, and what traffic it wants. Pure. */
package dev.gauntlet.lifecycle;
