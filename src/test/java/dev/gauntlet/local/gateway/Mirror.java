package dev.gauntlet.local.gateway;

/**
 * A Service that gets copies of a rule's requests; nobody gets its answers.
 *
 * @param target the Service; its weight is of no meaning
 * @param percent how many of the requests are copied, 0 to 100
 */
record Mirror(Backend target, double percent) {
}
