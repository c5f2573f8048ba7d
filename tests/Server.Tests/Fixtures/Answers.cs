using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Garita.Contracts.Api;

namespace Garita.Server.Tests.Fixtures;

/// <summary>Reads answers of the API as tests need them.</summary>
internal static class Answers
{
    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    /// <summary>Asserts that an answer is a problem of this type and status, and gives it back.</summary>
    public static async Task<Problem> IsProblemAsync(
        this HttpResponseMessage response, HttpStatusCode status, string type)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Problem problem = JsonSerializer.Deserialize(body, ApiJson.Default.Problem)!;
        Assert.Equal(type, problem.Type);
        Assert.Equal((int)status, problem.Status);
        return problem;
    }

    public static async Task<JsonElement> IsOkAsync(this HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {body}");
        return body.Length == 0 ? default : JsonElement.Parse(body);
    }

    public static async Task<JsonElement> GetOkAsync(this HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(path);
        return await response.IsOkAsync();
    }

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, string json = "") =>
        client.PostAsync(path, json.Length == 0 ? null : Json(json));

    public static async Task<T> ReadAsync<T>(
        this HttpResponseMessage response, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        (await response.Content.ReadFromJsonAsync(type))!;
}
