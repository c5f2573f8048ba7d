using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Garita.Enrollment.Registrations;

namespace Garita.Server.Bootstrap.Senders;

/// <summary>
/// Asks an SMS gateway over HTTPS. Signed with HMAC-SHA-256 over <c>{unix seconds}.{body}</c> in
/// <c>Garita-Signature: t=…,v1=…</c>; the same <c>Idempotency-Key</c> on every try, so that a try whose answer was
/// lost costs no second message where the gateway knows that header.
/// </summary>
public sealed class WebhookSender : ICodeSender, IDisposable
{
    private const int KeyBytes = 16;
    private const int WaitFactor = 4;

    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly bool _isForm;

    /// <summary>Makes a sender.</summary>
    /// <exception cref="ArgumentException">
    /// The address is neither https nor on this machine, or the content type is none.
    /// </exception>
    public WebhookSender(WebhookOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!IsSafe(options.Address))
        {
            throw new ArgumentException("codes go over https, or to this machine", nameof(options));
        }

        if (!MediaTypeHeaderValue.TryParse(options.ContentType, out MediaTypeHeaderValue? type))
        {
            throw new ArgumentException("that is no content type", nameof(options));
        }

        _isForm = type.MediaType == "application/x-www-form-urlencoded";
        _options = options;
        _time = time;
        SocketsHttpHandler handler = new()
        {
            // A redirect would carry code and credentials to whoever is named there.
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = options.Timeout,
        };
        _http = new HttpClient(handler) { Timeout = options.Timeout };
    }

    /// <summary>Whether codes may go there: https, or http to this machine.</summary>
    public static bool IsSafe(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Scheme == Uri.UriSchemeHttps
            || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
    }

    /// <inheritdoc/>
    public async Task<string?> SendAsync(CodeMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        byte[] body = Encoding.UTF8.GetBytes(Fill(message));
        string key = RandomNumberGenerator.GetHexString(2 * KeyBytes, lowercase: true);
        TimeSpan wait = _options.FirstWait;
        string? fault = null;
        for (int tried = 0; tried < _options.Tries; tried++)
        {
            if (tried > 0)
            {
                await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
                wait *= WaitFactor;
            }

            (fault, bool isFinal) = await TryAsync(body, key, cancellationToken).ConfigureAwait(false);
            if (fault is null || isFinal || _time.GetUtcNow() >= message.ExpiresAt)
            {
                return fault;
            }
        }

        return fault;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>The signature of a body at a time, for a receiver to compare.</summary>
    public static string Sign(string secret, long unixSeconds, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(unixSeconds.ToString(CultureInfo.InvariantCulture) + "."), .. body];
        string mac = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        return string.Create(CultureInfo.InvariantCulture, $"t={unixSeconds},v1={mac}");
    }

    private async Task<(string? Fault, bool IsFinal)> TryAsync(
        byte[] body, string key, CancellationToken cancellationToken)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, _options.Address);
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(_options.ContentType);
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            foreach ((string name, string value) in _options.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            if (_options.Secret is { } secret)
            {
                request.Headers.TryAddWithoutValidation(
                    "Garita-Signature", Sign(secret, _time.GetUtcNow().ToUnixTimeSeconds(), body));
            }

            // The status alone says what came of it: a body, however long, is not waited for.
            using HttpResponseMessage response = await _http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            int status = (int)response.StatusCode;

            // The gateway understood and said no: the same again gets the same answer.
            bool isFinal = status is >= 300 and < 500 and not 408 and not 429;
            return (response.IsSuccessStatusCode ? null : $"the gateway answered {status}", isFinal);
        }
        catch (HttpRequestException fault)
        {
            return ("the gateway cannot be reached: " + fault.HttpRequestError, false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ("the gateway did not answer in time", false);
        }
    }

    private string Fill(CodeMessage message)
    {
        int minutes = Math.Max(1, (int)(message.ExpiresAt - _time.GetUtcNow()).TotalMinutes);
        string Encoded(string value) => _isForm ? Uri.EscapeDataString(value) : JavaScriptEncoder.Default.Encode(value);

        // One pass: what is put in is not looked through for placeholders again.
        StringBuilder filled = new();
        ReadOnlySpan<char> rest = _options.Template;
        while (rest.IndexOf('{') is >= 0 and var open)
        {
            filled.Append(rest[..open]);
            rest = rest[open..];
            (string name, string? value) = Placeholder(rest, message, minutes);
            filled.Append(value is null ? "{" : Encoded(value));
            rest = rest[name.Length..];
        }

        return filled.Append(rest).ToString();
    }

    private static (string Name, string? Value) Placeholder(
        ReadOnlySpan<char> text, CodeMessage message, int minutes) =>
        text.StartsWith("{address}") ? ("{address}", message.Address)
        : text.StartsWith("{code}") ? ("{code}", message.Code.Reveal())
        : text.StartsWith("{device}") ? ("{device}", message.Device.Name)
        : text.StartsWith("{minutes}") ? ("{minutes}", minutes.ToString(CultureInfo.InvariantCulture))
        : ("{", null);
}
