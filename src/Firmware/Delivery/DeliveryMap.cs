using Garita.Firmware.Cbor;
using Garita.Firmware.Cose;

namespace Garita.Firmware.Delivery;

/// <summary>Reads the one form that all messages about updates have: a map with small integers as keys.</summary>
internal static class DeliveryMap
{
    /// <summary>Reads the value of one key into a draft.</summary>
    public delegate DeliveryRefusal MemberReader<in T>(T draft, long key, ref StrictCborReader reader);

    /// <summary>Reads a whole message; whether all that must be there is there is for the caller to say.</summary>
    public static DeliveryRefusal Read<T>(ReadOnlySpan<byte> message, int maxLength, T draft, MemberReader<T> member)
    {
        if (message.Length > maxLength)
        {
            return DeliveryRefusal.TooLong;
        }

        StrictCborReader reader = new(message);
        if (!reader.TryReadMap(out int pairs))
        {
            return DeliveryRefusal.Malformed;
        }

        ReadOnlySpan<byte> previous = default;
        for (int i = 0; i < pairs; i++)
        {
            if (!reader.TryReadIntegerKey(ref previous, out long key))
            {
                return DeliveryRefusal.Malformed;
            }

            DeliveryRefusal refusal = member(draft, key, ref reader);
            if (refusal != DeliveryRefusal.None)
            {
                return refusal;
            }
        }

        return reader.AtEnd ? DeliveryRefusal.None : DeliveryRefusal.Malformed;
    }

    /// <summary>Reads a deployment's name.</summary>
    public static DeliveryRefusal ReadDeployment(ref StrictCborReader reader, out string deployment)
    {
        deployment = string.Empty;
        if (!reader.TryReadUtf8(out ReadOnlySpan<byte> utf8))
        {
            return DeliveryRefusal.Malformed;
        }

        // The length first: nothing is allocated for a name that is none.
        string text = utf8.Length <= DeliveryLimits.MaxDeployment ? System.Text.Encoding.UTF8.GetString(utf8) : "";
        bool isName = DeliveryLimits.IsDeployment(text);
        deployment = isName ? text : string.Empty;
        return isName ? DeliveryRefusal.None : DeliveryRefusal.OutOfRange;
    }

    /// <summary>Reads an integer from a range.</summary>
    public static DeliveryRefusal ReadNumber(ref StrictCborReader reader, long least, long most, out long value)
    {
        value = 0;
        if (!reader.TryReadUnsigned(out ulong wide))
        {
            return DeliveryRefusal.Malformed;
        }

        bool fits = wide <= (ulong)most && (long)wide >= least;
        value = fits ? (long)wide : 0;
        return fits ? DeliveryRefusal.None : DeliveryRefusal.OutOfRange;
    }

    /// <summary>Reads an attempt: 1 and up.</summary>
    public static DeliveryRefusal ReadAttempt(ref StrictCborReader reader, out int attempt)
    {
        DeliveryRefusal refusal = ReadNumber(ref reader, 1, int.MaxValue, out long value);
        attempt = (int)value;
        return refusal;
    }

    /// <summary>Reads a digest.</summary>
    public static DeliveryRefusal ReadDigest(ref StrictCborReader reader, out Sha256Digest digest)
    {
        DeliveryRefusal refusal = ReadBytes(ref reader, Sha256Digest.Length, Sha256Digest.Length, out byte[] value);
        digest = refusal == DeliveryRefusal.None ? new Sha256Digest(value) : default;
        return refusal;
    }

    /// <summary>Reads a COSE_Sign1 with a detached payload; whose it is, is for a key to say.</summary>
    public static DeliveryRefusal ReadSignature(ref StrictCborReader reader, out byte[] signature)
    {
        DeliveryRefusal refusal = ReadBytes(ref reader, 1, DeliveryLimits.MaxSignature, out signature);
        bool isOne = refusal == DeliveryRefusal.None
            && CoseSign1.TryParse(signature, out CoseSign1? sign1) == CoseRefusal.None
            && sign1!.Payload is null;
        signature = isOne ? signature : [];
        return isOne || refusal != DeliveryRefusal.None ? refusal : DeliveryRefusal.OutOfRange;
    }

    /// <summary>Reads a byte string of a length from a range.</summary>
    public static DeliveryRefusal ReadBytes(ref StrictCborReader reader, int least, int most, out byte[] value)
    {
        value = [];
        if (!reader.TryReadBytes(out ReadOnlySpan<byte> bytes))
        {
            return DeliveryRefusal.Malformed;
        }

        bool fits = bytes.Length >= least && bytes.Length <= most;
        value = fits ? bytes.ToArray() : [];
        return fits ? DeliveryRefusal.None : DeliveryRefusal.OutOfRange;
    }
}
