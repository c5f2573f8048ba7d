using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Garita.Durable;
using Garita.Enrollment.Registrations;

namespace Garita.Server.Bootstrap.Senders;

/// <summary>
/// Puts each code into a file of its own, mode 0600, whole or not at all: <c>{unix ms}-{random}.json</c> with
/// <c>device</c>, <c>address</c>, <c>code</c> and <c>expires</c>. Whoever sends it deletes it.
/// </summary>
public sealed class SpoolSender(string directory, int maxSpooled, IDurableFiles files, TimeProvider time) : ICodeSender
{
    private const int NameBytes = 8;

    /// <inheritdoc/>
    public Task<string?> SendAsync(CodeMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Task.FromResult(Write(message));
    }

    private string? Write(CodeMessage message)
    {
        string random = RandomNumberGenerator.GetHexString(2 * NameBytes, lowercase: true);
        string name = string.Create(
            CultureInfo.InvariantCulture, $"{time.GetUtcNow().ToUnixTimeMilliseconds()}-{random}.json");
        try
        {
            if (!Directory.Exists(directory))
            {
                files.CreateDirectory(directory);
            }

            if (Directory.EnumerateFiles(directory, "*.json").Take(maxSpooled).Count() >= maxSpooled)
            {
                return "the spool is full: nobody empties it";
            }

            // Whoever looks for *.json sees a file when it is whole.
            string path = Path.Combine(directory, name);
            files.WriteNew(path + ".new", Content(message), FileSecrecy.Secret);
            files.Move(path + ".new", path);
            return null;
        }
        catch (DurableException fault)
        {
            return "the spool cannot be written: " + fault.Fault;
        }
        catch (IOException)
        {
            return "the spool cannot be read";
        }
        catch (UnauthorizedAccessException)
        {
            return "the spool may not be read";
        }
    }

    private static ReadOnlySpan<byte> Content(CodeMessage message)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("device", message.Device.Name);
            json.WriteString("address", message.Address);
            json.WriteString("code", message.Code.Reveal());
            json.WriteString("expires", message.ExpiresAt);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }
}
