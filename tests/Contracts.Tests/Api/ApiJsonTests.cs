using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Commands;
using Garita.Contracts.Api.Devices;

namespace Garita.Contracts.Tests.Api;

public sealed class ApiJsonTests
{
    [Fact]
    public void Names_are_camel_case_and_nulls_are_left_out()
    {
        Problem problem = new(ProblemTypes.IdTaken, "The id is taken", 409);

        Assert.Equal(
            """{"type":"urn:garita:problem:id-taken","title":"The id is taken","status":409}""",
            JsonSerializer.Serialize(problem, ApiJson.Default.Problem));
    }

    [Fact]
    public void Enum_is_a_lower_case_word()
    {
        CommandResult result = new("ABCD1234", "restart", "7f", CommandOutcome.TimedOut, null, "no reply", 10_000);

        string json = JsonSerializer.Serialize(result, ApiJson.Default.CommandResult);

        Assert.Contains("\"outcome\":\"timed-out\"", json, StringComparison.Ordinal);
        Assert.Contains("\"elapsedMs\":10000", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":null,"csrPem":"x"}""")]
    [InlineData("""{"id":7,"csrPem":"x"}""")]
    [InlineData("""{"id":"ABCD1234","csrPem":"x","groups":"a"}""")]
    [InlineData("""["ABCD1234"]""")]
    public void Request_with_a_mistyped_member_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, ApiJson.Default.AddDeviceRequest));

    [Fact]
    public void Request_reads_back_as_written()
    {
        AddDeviceRequest request = new("ABCD1234", "pem", Type: "pump", Groups: ["cellar"]);

        AddDeviceRequest again = Again(request, ApiJson.Default.AddDeviceRequest);

        Assert.Equal((request.Id, request.CsrPem, request.Type), (again.Id, again.CsrPem, again.Type));
        Assert.Null(again.Serial);
        Assert.Equal(request.Groups, again.Groups);
    }

    [Fact]
    public void Payload_of_a_command_keeps_every_digit()
    {
        const string json = """{"name":"set","payload":{"target":21.50,"serial":9007199254740993},"timeoutMs":500}""";

        SendCommandRequest request = JsonSerializer.Deserialize(json, ApiJson.Default.SendCommandRequest)!;

        Assert.Equal(json, JsonSerializer.Serialize(request, ApiJson.Default.SendCommandRequest));
    }

    private static T Again<T>(T value, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(JsonSerializer.Serialize(value, type), type)!;
}
