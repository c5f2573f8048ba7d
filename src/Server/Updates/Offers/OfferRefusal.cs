namespace Garita.Server.Updates.Offers;

/// <summary>Why an order is refused whole; a closed set.</summary>
internal enum OfferRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>No such manifest was published.</summary>
    NoRelease,

    /// <summary>The release was withdrawn.</summary>
    ReleaseWithdrawn,

    /// <summary>The store does not have what the release delivers.</summary>
    ImageMissing,

    /// <summary>The image is encrypted and there is no key offer.</summary>
    KeyOfferMissing,

    /// <summary>The key offer is none, or the image is not encrypted.</summary>
    KeyOfferWrong,
}
