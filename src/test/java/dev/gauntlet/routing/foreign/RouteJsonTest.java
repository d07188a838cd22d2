package dev.gauntlet.routing.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteJsonTest {

    private static JsonNode json(String text) throws JsonProcessingException {
        return RouteJson.MAPPER.readTree(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = ';', value = {
        "{'f':1};           {'f':2};               false",
        "{};                {'f':2};               true",
        "{'f':1};           {};                    false",
        "{'f':{'a':1}};     {'f':{'a':2,'b':1}};   true",
        "{'f':{'a':1,'b':2}}; {'f':{'a':2}};       false",
        "{'f':[1]};         {'f':[1,2]};           false",
        "{'f':{'a':{}}};    {'f':{'a':{'c':[]}}};  true"})
    void aDeclarationCannotTakeAFieldAway(String wanted, String present, boolean lacks) throws JsonProcessingException {
        assertThat(RouteJson.lacks(json(wanted).at("/f"), json(present).at("/f"))).isEqualTo(lacks);
    }

    @Test
    void aDifferenceTouchesOnlyTheGivenFields() throws JsonProcessingException {
        ObjectNode from = (ObjectNode) json("{'spec':{'a':1,'b':1,'c':1,'d':5}}");
        ObjectNode to = (ObjectNode) json("{'spec':{'a':2,'c':2,'d':5.0,'e':3}}");
        assertThat(RouteJson.difference(from, to, List.of("/spec/a", "/spec/b", "/spec/d", "/spec/e"))).isEqualTo(json(
                "[{'op':'add','path':'/spec/a','value':2},{'op':'remove','path':'/spec/b'},{'op':'add','path':'/spec/e','value':3}]"));
    }
}
