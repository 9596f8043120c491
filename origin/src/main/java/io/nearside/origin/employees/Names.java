package io.nearside.origin.employees;

import java.util.List;

/** First and last names for generated employees. */
final class Names {
    private static final List<String> FIRST = List.of(
            """
            Georgi Bezalel Parto Chirstian Kyoichi Anneke Tzvetan Saniya Sumant Duangkaew Mary Patricio Eberhardt Berni
            Guoxiang Kazuhito Cristinel Kazuhide Lillian Mayuko Ramzi Shahaf Bojan Suzette Prasadram Yongqiao Divier
            Domenick Otmar Elvis Karsten Jeong Arif Bader Alain Adamantios Pradeep Weiyi Uri Mingsen Moon Lucien Zvonko
            Florian Basil Yinghua Hidefumi Heping Sanjiv Mayumi Breannda Brendon Ayako Fusako Ebbe Berhard Alejandro
            Anoosh Amabile Shigeaki Irene Ana Bengt Boris Carlos Daniela Elena Fatima Gunnar Hana Ingrid Jonas Katrin
            Leila Magnus Nadia Olga Pedro Quentin Rosa Stefan Tomoko Ulrich Vera Wanda Ximena Yusuf Zainab Aditi Bruno
            Camila Dmitri Esther Farid Greta Hector Ines Jamal Keiko Lars Mina Niels Oskar Priya Rafael Selma Teresa
            Umberto Viktor Wilma Xavier Yara Zoltan Amara Bastian Cyrus Dalia Emil Freya Goran Hilda
            """
                    .split("\\s+"));

    private static final List<String> LAST = List.of(
            """
            Facello Simmel Bamford Koblick Maliniak Preusig Zielinski Kalloufi Peac Piveteau Sluis Bridgland Terkki Genin
            Nooteboom Cappelletti Bouloucos Peha Haddadi Baek Pettey Heyers Berztiss Delgrande Reistad Stamatiou Tramer
            """
                    .split("\\s+"));
    private static final List<String> LAST_BEGINNINGS = List.of(
            "Ade Ander Bala Berg Bran Cala Car Dal Dorn Eck Ferr Fuku Gal Grim Hala Har Ishi Jan Kal Kos Lind Lun Mar Mora Naka Nor Ober Pal Petr Quin Rama Rost Sala Stein Tana Thor Uhl Vala Vogel Wata Wer Yama Zam"
                    .split(" "));
    private static final List<String> LAST_ENDINGS = List.of(
            "bach berg borg dal dini field gaard ghan hara iker ino kamp kin lund man mann moto nen nova off quist rani shi sen ski son stad stein strand tani thal ton vall ville wood zawa"
                    .split(" "));

    private Names() {}

    static String first(int draw) {
        return pick(FIRST, draw);
    }

    static String last(int draw) {
        int made = LAST_BEGINNINGS.size() * LAST_ENDINGS.size();
        int place = Integer.remainderUnsigned(draw, LAST.size() + made);
        if (place < LAST.size()) {
            return LAST.get(place);
        }
        place -= LAST.size();
        return LAST_BEGINNINGS.get(place / LAST_ENDINGS.size()) + LAST_ENDINGS.get(place % LAST_ENDINGS.size());
    }

    static String pick(List<String> choices, int draw) {
        return choices.get(Integer.remainderUnsigned(draw, choices.size()));
    }
}
