using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Garita.Cli.Api;

/// <summary>Calls the HTTPS API; every failure becomes one <see cref="CliException"/> with its exit code.</summary>
public sealed class ApiClient(HttpClient http) : IDisposable
{
    private const int MaxProblemBytes = 64 * 1024;

    private const int UploadBufferBytes = 128 * 1024;

    private static readonly TimeSpan _requestTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The JSON rules of the API, as a reader: a member without a value is left out there, and one that a newer server
    /// adds is passed over.
    /// </summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A client for the server of a context.</summary>
    public static ApiClient For(OperatorContext context) => new(ApiConnection.Open(context));

    /// <summary>Reads one resource.</summary>
    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Get, path, body: null, cancellationToken);

    /// <summary>Sends a body and reads the answer.</summary>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await ExchangeAsync(method, path, body, cancellationToken);
        return await ReadAsync<T>(response, $"{method} {path}", cancellationToken);
    }

    /// <summary>Sends a body, or nothing, and expects no answer.</summary>
    public async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await ExchangeAsync(method, path, body, cancellationToken);
    }

    /// <summary>Sends bytes of a known number, as long as it takes; the reader may show progress.</summary>
    public async Task<T> UploadAsync<T>(
        string path, Stream content, long length, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, path);
        request.Content = new StreamContent(content, UploadBufferBytes);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.ContentLength = length;

        // A server that refuses, or has it already, says so before a gigabyte was sent (RFC 9110 10.1.1).
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        return await ReadAsync<T>(response, $"PUT {path}", cancellationToken);
    }

    /// <summary>Hands the bytes of a long answer to a reader, as long as it takes.</summary>
    public async Task<T> DownloadAsync<T>(
        string path, Func<Stream, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        try
        {
            await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await read(stream);
        }
        catch (Exception fault) when (fault is HttpIOException or HttpRequestException)
        {
            throw new CliException(ExitCode.Unreachable, "the server broke off in the middle", cause: fault);
        }
    }

    /// <summary>Reads a short text.</summary>
    public Task<string> GetTextAsync(string path, CancellationToken cancellationToken) => DownloadAsync(
        path,
        async stream =>
        {
            using StreamReader reader = new(stream);
            return await reader.ReadToEndAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Reads an endless or long answer line by line; ends with the answer or with cancellation.</summary>
    public async IAsyncEnumerable<string> ReadLinesAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using StreamReader reader = new(stream);
        while (await ReadLineAsync(reader, cancellationToken) is { } line)
        {
            yield return line;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage response, string request, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken)
                ?? throw new CliException(ExitCode.Failed, $"the server's answer to {request} was empty");
        }
        catch (JsonException fault)
        {
            throw new CliException(
                ExitCode.Failed, $"the server's answer to {request} is not understood",
                "is the server of another version than this program?", fault);
        }
    }

    private static async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (IOException fault)
        {
            throw new CliException(ExitCode.Unreachable, "the server broke off in the middle", cause: fault);
        }
    }

    private async Task<HttpResponseMessage> ExchangeAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_requestTimeout);
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: Json);
        }

        try
        {
            return await SendAsync(request, deadline.Token);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(
                ExitCode.Unreachable,
                $"{http.BaseAddress} did not answer in {_requestTimeout.TotalSeconds} s",
                cause: fault);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            throw Unreachable(fault);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ReadProblemAsync(response, cancellationToken);
        }
    }

    private CliException Unreachable(HttpRequestException fault) => fault.InnerException is AuthenticationException
        ? new CliException(
            ExitCode.Unreachable,
            $"{http.BaseAddress} is not the server that this context trusts",
            "compare the fingerprint that 'garita serve' printed, and the server-root.pem of this context",
            fault)
        : new CliException(
            ExitCode.Unreachable,
            $"cannot reach {http.BaseAddress}: {fault.Message}",
            "is 'garita serve' running?",
            fault);

    private static async Task<CliException> ReadProblemAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ExitCode code = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => ExitCode.Usage,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.Forbidden,
            HttpStatusCode.NotFound => ExitCode.NotFound,
            HttpStatusCode.Conflict => ExitCode.Conflict,
            HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout => ExitCode.TimedOut,
            _ => ExitCode.Failed,
        };
        await response.Content.LoadIntoBufferAsync(MaxProblemBytes, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        (string? message, string? reason) = Describe(text);
        return new CliException(
            code,
            message ?? $"the server answered {(int)response.StatusCode}",
            reason is null ? null : $"reason: {reason}");
    }

    // RFC 9457 3.1: "detail" says what happened this time; "title" what kind of problem it is.
    private static (string? Message, string? Reason) Describe(string text)
    {
        try
        {
            using JsonDocument problem = JsonDocument.Parse(text);
            string? detail = Member(problem.RootElement, "detail") ?? Member(problem.RootElement, "title");
            string? field = Member(problem.RootElement, "field");
            return (
                field is null || detail is null ? detail : $"{field}: {detail}",
                Member(problem.RootElement, "reason"));
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? Member(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
