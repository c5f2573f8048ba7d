using System.Formats.Cbor;
using Garita.Firmware.Delivery;
using Garita.Pki.Keys;
using Garita.TestKit;

namespace Garita.Device.Tests.Update.Agent;

/// <summary>
/// Offers as somebody makes them who may publish on the device's topic and has not the assigner's key.
/// </summary>
internal static class Forgery
{
    private const int AssignedMember = 11;

    /// <summary>Every way to make one that the tests know, by name.</summary>
    public static IReadOnlyDictionary<string, Func<UpdateOfferMessage, byte[]>> Ways { get; } =
        new Dictionary<string, Func<UpdateOfferMessage, byte[]>>
        {
            ["not signed at all"] = Unsigned,
            ["by an assigner under another root"] = offer => WithStranger(stranger => Assigned.Encode(offer, stranger)),
            ["by another root's key under our certificates"] = offer => WithStranger(
                stranger => By(offer, Assigned.Server.Leaf, Assigned.Server.Issuer, stranger)),
            ["by another root's assigner under our issuer"] = offer => WithStranger(
                stranger => By(offer, stranger.Leaf, Assigned.Server.Issuer, stranger)),
            ["by a TLS server of ours"] = offer => ByPurpose(offer, "1.3.6.1.5.5.7.3.1"),
            ["by a TLS server of ours that also assigns"] =
                offer => ByPurpose(offer, "1.3.6.1.5.5.7.3.1", TestAssigner.Purpose),
            ["by a client certificate under the server root"] = offer => ByPurpose(offer, "1.3.6.1.5.5.7.3.2"),
            ["by a device"] = offer => WithStranger(devices => By(
                offer, devices.Issue("1.3.6.1.5.5.7.3.2"), devices.Issuer, devices)),
            ["by the issuer as its own assigner"] = offer => By(
                offer, Assigned.Server.Issuer, Assigned.Server.Issuer, Assigned.Server),
            ["for another device"] = offer => Assigned.Encode(offer, device: "PUMP0002"),
            ["for another topic of the device"] = OfferedAsAnswer,
            ["with a counter that was raised"] = offer => (Read(offer) with { Counter = offer.Counter + 1 }).Encode(),
            ["with another attempt"] = offer => (Read(offer) with { Attempt = offer.Attempt + 1 }).Encode(),
            ["with the leave not to ask"] = offer => (Read(offer) with { Ask = !offer.Ask }).Encode(),
            ["with a signature of an offer before"] = offer => (offer with { Assigned = Read(
                offer with { Counter = offer.Counter - 1 }).Assigned }).Encode(),
        };

    /// <summary>The message without its signature.</summary>
    public static byte[] Unsigned(UpdateOfferMessage offer) => Without(Assigned.Encode(offer), AssignedMember);

    /// <summary>A map of small integers without one of its members.</summary>
    public static byte[] Without(byte[] message, int member)
    {
        CborReader reader = new(message);
        CborWriter writer = new();
        int members = reader.ReadStartMap()!.Value;
        writer.WriteStartMap(members - 1);
        for (int i = 0; i < members; i++)
        {
            int key = reader.ReadInt32();
            byte[] value = reader.ReadEncodedValue().ToArray();
            if (key != member)
            {
                writer.WriteInt32(key);
                writer.WriteEncodedValue(value);
            }
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    private static UpdateOfferMessage Read(UpdateOfferMessage offer)
    {
        Assert.Equal(
            DeliveryRefusal.None, UpdateOfferMessage.TryRead(Assigned.Encode(offer), out UpdateOfferMessage? read));
        return read!;
    }

    private static byte[] ByPurpose(UpdateOfferMessage offer, params string[] purposes) =>
        By(offer, Assigned.Server.Issue(purposes), Assigned.Server.Issuer, Assigned.Server);

    private static byte[] By(UpdateOfferMessage offer, byte[] leaf, byte[] issuer, TestAssigner signer) =>
        offer.AssignedBy(leaf, issuer, Signature(signer, offer.ToBeSigned(Assigned.Device))).Encode();

    // The bytes of the offer, signed for the topic of answers.
    private static byte[] OfferedAsAnswer(UpdateOfferMessage offer)
    {
        byte[] signed = offer.ToBeSigned(Assigned.Device);
        byte[] from = System.Text.Encoding.UTF8.GetBytes($"firmware/{Assigned.Device}/offer");
        byte[] to = System.Text.Encoding.UTF8.GetBytes($"firmware/{Assigned.Device}/answer");
        int at = signed.AsSpan().IndexOf(from);
        byte[] moved = [.. signed[..(at - 1)], (byte)(signed[at - 1] + 1), .. to, .. signed[(at + from.Length)..]];
        return offer.AssignedBy(
            Assigned.Server.Leaf, Assigned.Server.Issuer, Signature(Assigned.Server, moved)).Encode();
    }

    private static byte[] WithStranger(Func<TestAssigner, byte[]> make)
    {
        using TestAssigner stranger = new();
        return make(stranger);
    }

    private static EcdsaSignature Signature(TestAssigner signer, byte[] data)
    {
        Assert.True(EcdsaSignature.TryFromDer(signer.Sign(data), out EcdsaSignature? signature));
        return signature;
    }
}
