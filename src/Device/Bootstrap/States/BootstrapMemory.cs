using System.Security.Cryptography;
using System.Text.Json;
using Garita.Contracts.Bootstrap;
using Garita.Device.Update.Records;
using Garita.Durable;
using Garita.Pki.Keys;

namespace Garita.Device.Bootstrap.States;

/// <summary>
/// The record on the disk and the numbers of requests. Every write has the same length, and what must be gone is
/// written over in both copies, so that no token stays behind in the older one or in its tail.
/// </summary>
internal sealed class BootstrapMemory
{
    /// <summary>Bytes of a record: two tokens, an enroll as sent and the settings, each at its longest.</summary>
    public const int RecordLength = 20_000;

    // One write for so many requests: a flash page bears some ten thousand.
    private const int NumbersPerWrite = 64;

    private readonly TwinRecord _twin;
    private long _lastNumber;

    private BootstrapMemory(TwinRecord twin, BootstrapRecord record)
    {
        _twin = twin;
        Record = record;
        _lastNumber = record.Reserved;
    }

    /// <summary>What is on the disk.</summary>
    public BootstrapRecord Record { get; private set; }

    /// <summary>Reads what is there, or begins anew where nothing is.</summary>
    /// <exception cref="DeviceException">The disk fails, or holds what a newer program wrote.</exception>
    public static BootstrapMemory Open(IStorageRegion region)
    {
        TwinRecord twin = new(region, RecordLength);
        try
        {
            return new BootstrapMemory(twin, twin.Read() is { } content ? Decode(content) : BootstrapRecord.Empty);
        }
        catch (DurableException fault)
        {
            throw new DeviceException(DeviceFault.FileUnusable, fault.Message, fault);
        }
    }

    /// <summary>
    /// The keys that replies are believed by: those that the server handed over last, else those from the factory. A
    /// key that it no longer hands over was retired, and whoever stole it is not believed.
    /// </summary>
    public IReadOnlyList<EcPublicKey> MessageKeys(IReadOnlyList<EcPublicKey> factory)
    {
        List<EcPublicKey> handed = [];
        foreach (string text in Record.Keys ?? [])
        {
            if (StrictBase64Url.TryDecode(text, out byte[]? bytes)
                && EcPublicKey.TryParse(bytes, out EcPublicKey? key) == KeyRefusal.None)
            {
                handed.Add(key!);
            }
        }

        return handed.Count == 0 ? factory : handed;
    }

    /// <summary>A number above every one before; it is used up by asking.</summary>
    /// <exception cref="DeviceException">The disk fails.</exception>
    public long NextNumber()
    {
        if (_lastNumber >= Record.Reserved)
        {
            Keep(Record with { Reserved = _lastNumber + NumbersPerWrite });
        }

        return ++_lastNumber;
    }

    /// <summary>Puts a record in place; it survives a power cut when this returns.</summary>
    /// <exception cref="DeviceException">The disk fails; the record is the old one or this.</exception>
    public void Keep(BootstrapRecord record)
    {
        byte[] content = new byte[RecordLength];
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, BootstrapRecordJson.Default.BootstrapRecord);
        try
        {
            content.AsSpan().Fill((byte)' ');
            json.CopyTo(content, 0);
            _twin.Write(content);
            Record = record;
        }
        catch (DurableException fault)
        {
            throw new DeviceException(DeviceFault.FileUnusable, fault.Message, fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
            CryptographicOperations.ZeroMemory(json);
        }
    }

    /// <summary>Puts a record without secrets in place of both copies.</summary>
    /// <exception cref="DeviceException">The disk fails.</exception>
    public void KeepAlone(BootstrapRecord record)
    {
        Keep(record with { Wiping = true });
        FinishWiping();
    }

    /// <summary>Goes on where the power went between the two copies.</summary>
    /// <exception cref="DeviceException">The disk fails.</exception>
    public void FinishWiping()
    {
        if (Record.Wiping)
        {
            Keep(Record with { Wiping = false });
        }
    }

    private static BootstrapRecord Decode(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, BootstrapRecordJson.Default.BootstrapRecord)
                ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new DeviceException(DeviceFault.FileInvalid, "The bootstrap record is whole and says nothing known.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }
}
